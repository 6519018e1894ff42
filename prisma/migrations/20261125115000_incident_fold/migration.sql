-- AlterTable
ALTER TABLE "incident" ADD COLUMN     "fold" JSONB NOT NULL DEFAULT '{}';

-- What was known before; rooms of older incidents begin empty.
UPDATE "incident" i SET fold = jsonb_build_object(
  'services', ARRAY(SELECT s.slug FROM incident_service x JOIN service s ON s.id = x.service_id WHERE x.incident_id = i.id ORDER BY s.slug),
  'endedBefore', (SELECT max(v.payload ->> 'ended_at') FROM incident_event v WHERE v.incident_id = i.id AND v.kind = 'status_changed'));
