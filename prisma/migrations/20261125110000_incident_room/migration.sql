-- CreateEnum
CREATE TYPE "incident_visibility" AS ENUM ('open', 'private');

-- CreateEnum
CREATE TYPE "seat" AS ENUM ('commander', 'tech_lead', 'communications', 'scribe');

-- CreateEnum
CREATE TYPE "target_state" AS ENUM ('pending', 'not_applicable', 'met', 'missed', 'waived');

-- CreateEnum
CREATE TYPE "deploy_verdict" AS ENUM ('suspect', 'caused', 'fixed', 'dismissed');

-- CreateEnum
CREATE TYPE "incident_link_kind" AS ENUM ('duplicate', 'related', 'same_as');

-- CreateEnum
CREATE TYPE "severity_reaction" AS ENUM ('page', 'notify', 'none');

-- AlterTable
ALTER TABLE "incident" ADD COLUMN     "acknowledged_at" TIMESTAMPTZ(3),
ADD COLUMN     "closed_at" TIMESTAMPTZ(3),
ADD COLUMN     "declared_by_id" UUID,
ADD COLUMN     "head_hash" BYTEA,
ADD COLUMN     "merged_into_id" BIGINT,
ADD COLUMN     "next_update_due_at" TIMESTAMPTZ(3),
ADD COLUMN     "postmortem_state" TEXT,
ADD COLUMN     "visibility" "incident_visibility" NOT NULL DEFAULT 'open';

-- AlterTable
ALTER TABLE "incident_event" ADD COLUMN     "audience" TEXT NOT NULL DEFAULT 'internal',
ADD COLUMN     "body_hash" BYTEA,
ADD COLUMN     "hash" BYTEA,
ADD COLUMN     "idem_key" TEXT,
ADD COLUMN     "prev_hash" BYTEA,
ADD COLUMN     "text_digest" BYTEA,
ADD COLUMN     "text_salt" BYTEA;

-- CreateTable
CREATE TABLE "incident_seat" (
    "id" BIGSERIAL NOT NULL,
    "incident_id" BIGINT NOT NULL,
    "seat" "seat" NOT NULL,
    "user_id" UUID NOT NULL,
    "accepted_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "incident_seat_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident_offer" (
    "incident_id" BIGINT NOT NULL,
    "seat" "seat" NOT NULL,
    "to_id" UUID NOT NULL,
    "from_id" UUID,
    "offered_at" TIMESTAMPTZ(3) NOT NULL,
    "brief" TEXT NOT NULL,

    CONSTRAINT "incident_offer_pkey" PRIMARY KEY ("incident_id","seat")
);

-- CreateTable
CREATE TABLE "incident_target" (
    "incident_id" BIGINT NOT NULL,
    "position" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "occurrence" INTEGER NOT NULL,
    "severity" "severity" NOT NULL,
    "anchor_at" TIMESTAMPTZ(3),
    "after_minutes" INTEGER NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "state" "target_state" NOT NULL,
    "reason" TEXT,
    "met_at" TIMESTAMPTZ(3),

    CONSTRAINT "incident_target_pkey" PRIMARY KEY ("incident_id","position")
);

-- CreateTable
CREATE TABLE "incident_task" (
    "incident_id" BIGINT NOT NULL,
    "number" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "assignee_id" UUID,
    "due_at" TIMESTAMPTZ(3),
    "is_blocking" BOOLEAN NOT NULL DEFAULT false,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "incident_task_pkey" PRIMARY KEY ("incident_id","number")
);

-- CreateTable
CREATE TABLE "incident_deploy" (
    "incident_id" BIGINT NOT NULL,
    "deployment_id" BIGINT NOT NULL,
    "verdict" "deploy_verdict" NOT NULL,
    "why" TEXT,

    CONSTRAINT "incident_deploy_pkey" PRIMARY KEY ("incident_id","deployment_id")
);

-- CreateTable
CREATE TABLE "incident_link" (
    "incident_id" BIGINT NOT NULL,
    "other_id" BIGINT NOT NULL,
    "kind" "incident_link_kind" NOT NULL,

    CONSTRAINT "incident_link_pkey" PRIMARY KEY ("incident_id","other_id")
);

-- CreateTable
CREATE TABLE "incident_access" (
    "incident_id" BIGINT NOT NULL,
    "user_id" UUID NOT NULL,

    CONSTRAINT "incident_access_pkey" PRIMARY KEY ("incident_id","user_id")
);

-- CreateTable
CREATE TABLE "severity_policy" (
    "severity" "severity" NOT NULL,
    "meaning" TEXT NOT NULL,
    "reaction" "severity_reaction" NOT NULL,
    "update_minutes" INTEGER,
    "commander_minutes" INTEGER,
    "rollback_started_minutes" INTEGER,
    "rollback_verified_minutes" INTEGER,
    "cause_minutes" INTEGER,
    "resolved_minutes" INTEGER,
    "postmortem_required" BOOLEAN NOT NULL,
    "postmortem_hours" INTEGER,
    "postmortem_working_days" INTEGER,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "severity_policy_pkey" PRIMARY KEY ("severity")
);

-- CreateIndex
CREATE INDEX "incident_seat_incident_id_idx" ON "incident_seat"("incident_id");

-- CreateIndex
CREATE INDEX "incident_seat_user_id_idx" ON "incident_seat"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "incident_seat_one_holder" ON "incident_seat"("incident_id", "seat") WHERE (ended_at IS NULL);

-- CreateIndex
CREATE INDEX "incident_offer_offered_at_idx" ON "incident_offer"("offered_at");

-- CreateIndex
CREATE INDEX "incident_target_pending" ON "incident_target"("due_at") WHERE (state = 'pending');

-- CreateIndex
CREATE INDEX "incident_deploy_deployment_id_idx" ON "incident_deploy"("deployment_id");

-- CreateIndex
CREATE INDEX "incident_link_other_id_idx" ON "incident_link"("other_id");

-- CreateIndex
CREATE INDEX "incident_access_user_id_idx" ON "incident_access"("user_id");

-- CreateIndex
CREATE INDEX "incident_updated_at_idx" ON "incident"("updated_at");

-- CreateIndex
CREATE INDEX "incident_merged_into_id_idx" ON "incident"("merged_into_id");

-- CreateIndex
CREATE INDEX "incident_declared_by_id_idx" ON "incident"("declared_by_id");

-- CreateIndex
CREATE UNIQUE INDEX "incident_event_incident_id_idem_key_key" ON "incident_event"("incident_id", "idem_key");

-- AddForeignKey
ALTER TABLE "incident" ADD CONSTRAINT "incident_declared_by_id_fkey" FOREIGN KEY ("declared_by_id") REFERENCES "user_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident" ADD CONSTRAINT "incident_merged_into_id_fkey" FOREIGN KEY ("merged_into_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_seat" ADD CONSTRAINT "incident_seat_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_seat" ADD CONSTRAINT "incident_seat_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_offer" ADD CONSTRAINT "incident_offer_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_offer" ADD CONSTRAINT "incident_offer_to_id_fkey" FOREIGN KEY ("to_id") REFERENCES "user_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_offer" ADD CONSTRAINT "incident_offer_from_id_fkey" FOREIGN KEY ("from_id") REFERENCES "user_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_target" ADD CONSTRAINT "incident_target_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_task" ADD CONSTRAINT "incident_task_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_task" ADD CONSTRAINT "incident_task_assignee_id_fkey" FOREIGN KEY ("assignee_id") REFERENCES "user_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_deploy" ADD CONSTRAINT "incident_deploy_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_deploy" ADD CONSTRAINT "incident_deploy_deployment_id_fkey" FOREIGN KEY ("deployment_id") REFERENCES "deployment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_link" ADD CONSTRAINT "incident_link_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_link" ADD CONSTRAINT "incident_link_other_id_fkey" FOREIGN KEY ("other_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_access" ADD CONSTRAINT "incident_access_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_access" ADD CONSTRAINT "incident_access_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



-- Rules that the schema language cannot say.

-- What a person may say of a row later is chained by its digest only, so that a leaked secret can be taken away and the chain still
-- verifies. Instants are milliseconds, so that no session's zone has a part in it.
CREATE FUNCTION incident_event_digest(salt BYTEA, text TEXT, payload JSONB) RETURNS BYTEA LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
  sha256(salt || convert_to(jsonb_build_object('text', text, 'payload', payload)::text, 'UTF8'));

CREATE FUNCTION incident_event_hash(prev BYTEA, e incident_event) RETURNS BYTEA LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
  sha256(prev || convert_to(jsonb_build_object('incident', e.incident_id, 'seq', e.seq, 'kind', e.kind,
    'occurred_ms', floor(extract(epoch FROM e.occurred_at) * 1000)::bigint, 'recorded_ms', floor(extract(epoch FROM e.recorded_at) * 1000)::bigint,
    'actor_type', e.actor_type, 'actor_id', e.actor_id, 'actor_name', e.actor_name, 'audience', e.audience, 'idem_key', e.idem_key,
    'digest', encode(e.text_digest, 'hex'))::text, 'UTF8'));

-- Numbers are counted under the incident's row lock; a row without the one before it is a gap, and is refused.
CREATE FUNCTION chain_incident_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.prev_hash := '\x';
  IF NEW.seq <> 1 THEN
    SELECT hash INTO NEW.prev_hash FROM incident_event WHERE incident_id = NEW.incident_id AND seq = NEW.seq - 1;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the log of incident % has no row %', NEW.incident_id, NEW.seq - 1 USING ERRCODE = '23514';
    END IF;
  END IF;
  NEW.text_salt := uuid_send(gen_random_uuid());
  NEW.text_digest := incident_event_digest(NEW.text_salt, NEW.text, NEW.payload);
  NEW.hash := incident_event_hash(NEW.prev_hash, NEW);
  RETURN NEW;
END $$;

CREATE FUNCTION refuse_event_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  redacted CONSTANT TEXT[] := '{text,payload,text_salt}';
BEGIN
  IF NEW.text IS NULL AND NEW.payload IS NULL AND NEW.text_salt IS NULL AND to_jsonb(NEW) - redacted = to_jsonb(OLD) - redacted THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'incident_event is append-only' USING ERRCODE = '42501';
END $$;

DROP TRIGGER incident_event_append_only ON "incident_event";

-- Rows that were written before there was a chain.
DO $$
DECLARE
  e incident_event;
  prev BYTEA;
  at BIGINT := 0;
BEGIN
  FOR e IN SELECT * FROM incident_event ORDER BY incident_id, seq LOOP
    IF e.incident_id <> at THEN
      prev := '\x';
      at := e.incident_id;
    END IF;
    e.text_salt := uuid_send(gen_random_uuid());
    e.text_digest := incident_event_digest(e.text_salt, e.text, e.payload);
    e.prev_hash := prev;
    e.hash := incident_event_hash(prev, e);
    UPDATE incident_event SET text_salt = e.text_salt, text_digest = e.text_digest, prev_hash = e.prev_hash, hash = e.hash
    WHERE incident_id = e.incident_id AND seq = e.seq;
    prev := e.hash;
  END LOOP;
END $$;
UPDATE incident i SET head_hash = e.hash FROM incident_event e WHERE e.incident_id = i.id AND e.seq = i.last_seq;

CREATE TRIGGER incident_event_chain BEFORE INSERT ON "incident_event" FOR EACH ROW EXECUTE FUNCTION chain_incident_event();
CREATE TRIGGER incident_event_no_rewrite BEFORE UPDATE ON "incident_event" FOR EACH ROW EXECUTE FUNCTION refuse_event_rewrite();
CREATE TRIGGER incident_event_append_only BEFORE DELETE OR TRUNCATE ON "incident_event"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();

-- Full text of what is said of an incident.
CREATE INDEX incident_title_words ON "incident" USING gin (to_tsvector('simple', title || ' ' || coalesce(summary, '')));
CREATE INDEX incident_event_words ON "incident_event" USING gin (to_tsvector('simple', coalesce(text, '')));

-- Handbook §7.1; what it leaves open is our default (incidents.md §6).
INSERT INTO "severity_policy" (severity, meaning, reaction, update_minutes, commander_minutes, rollback_started_minutes,
  rollback_verified_minutes, cause_minutes, resolved_minutes, postmortem_required, postmortem_hours, postmortem_working_days)
VALUES
  ('SEV1', 'Production down, data loss, security breach', 'page', 30, 5, 10, 15, 30, 60, true, 24, NULL),
  ('SEV2', 'Degraded performance, partial outage', 'notify', 60, 15, 30, 45, 120, 240, true, NULL, 5),
  ('SEV3', 'Minor bug, low user impact', 'none', NULL, NULL, NULL, NULL, NULL, NULL, false, NULL, NULL);
