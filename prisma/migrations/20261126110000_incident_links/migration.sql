-- AlterTable
ALTER TABLE "incident_seat" ADD COLUMN     "last_seen_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "incident_check" (
    "incident_id" BIGINT NOT NULL,
    "checked_at" TIMESTAMPTZ(3),
    "seq" INTEGER NOT NULL DEFAULT 0,
    "head_hash" BYTEA,
    "problems" JSONB NOT NULL DEFAULT '[]',
    "leased_until" TIMESTAMPTZ(3),

    CONSTRAINT "incident_check_pkey" PRIMARY KEY ("incident_id")
);

-- CreateIndex
CREATE INDEX "incident_check_checked_at_idx" ON "incident_check"("checked_at");

-- AddForeignKey
ALTER TABLE "incident_check" ADD CONSTRAINT "incident_check_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Links are part of what a log adds up to; those that alerts made are in the logs already.
UPDATE "incident" i SET fold = jsonb_set(i.fold, '{room,links}', known.links)
FROM (SELECT l.incident_id, jsonb_agg(jsonb_build_object('number', o.number, 'kind', l.kind) ORDER BY o.number) AS links
  FROM "incident_link" l JOIN "incident" o ON o.id = l.other_id GROUP BY l.incident_id) AS known
WHERE known.incident_id = i.id AND i.fold -> 'room' IS NOT NULL;
