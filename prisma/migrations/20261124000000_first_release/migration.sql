-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "role" AS ENUM ('viewer', 'responder', 'release_manager', 'admin');

-- CreateEnum
CREATE TYPE "source_kind" AS ENUM ('api_key', 'demo');

-- CreateEnum
CREATE TYPE "environment_kind" AS ENUM ('production', 'staging', 'development', 'other');

-- CreateEnum
CREATE TYPE "deployment_status" AS ENUM ('queued', 'in_progress', 'succeeded', 'failed', 'rolled_back', 'cancelled');

-- CreateEnum
CREATE TYPE "deployment_strategy" AS ENUM ('rolling', 'blue_green', 'canary', 'recreate');

-- CreateEnum
CREATE TYPE "author_kind" AS ENUM ('human', 'bot');

-- CreateEnum
CREATE TYPE "incident_kind" AS ENUM ('real', 'drill', 'test');

-- CreateEnum
CREATE TYPE "incident_status" AS ENUM ('triage', 'investigating', 'identified', 'mitigating', 'mitigated', 'resolved', 'closed', 'declined', 'merged', 'cancelled');

-- CreateEnum
CREATE TYPE "severity" AS ENUM ('SEV1', 'SEV2', 'SEV3');

-- CreateEnum
CREATE TYPE "delivery_result" AS ENUM ('created', 'updated', 'duplicate', 'refused', 'bulk');

-- CreateEnum
CREATE TYPE "lead_clock" AS ENUM ('merge', 'commit');

-- CreateTable
CREATE TABLE "user_account" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT,
    "role" "role" NOT NULL,
    "oidc_issuer" TEXT,
    "oidc_subject" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_sign_in_at" TIMESTAMPTZ(3),
    "disabled_at" TIMESTAMPTZ(3),

    CONSTRAINT "user_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id_hash" BYTEA NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "authenticated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "session_pkey" PRIMARY KEY ("id_hash")
);

-- CreateTable
CREATE TABLE "sign_in_attempt" (
    "bucket" TEXT NOT NULL,
    "window_start" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL,

    CONSTRAINT "sign_in_attempt_pkey" PRIMARY KEY ("bucket")
);

-- CreateTable
CREATE TABLE "source" (
    "id" BIGSERIAL NOT NULL,
    "kind" "source_kind" NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "source_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "source_id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "key_hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "team" (
    "id" BIGSERIAL NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "team_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "service" (
    "id" BIGSERIAL NOT NULL,
    "slug" TEXT NOT NULL,
    "team_id" BIGINT,
    "team_pinned" BOOLEAN NOT NULL DEFAULT false,
    "repository" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "service_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "environment" (
    "id" BIGSERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "environment_kind" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "environment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deployment" (
    "id" BIGSERIAL NOT NULL,
    "source_id" BIGINT NOT NULL,
    "external_id" TEXT NOT NULL,
    "service_id" BIGINT NOT NULL,
    "environment_id" BIGINT NOT NULL,
    "team_id" BIGINT,
    "status" "deployment_status" NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "version" TEXT,
    "commit" TEXT,
    "repository" TEXT,
    "actor" TEXT,
    "strategy" "deployment_strategy",
    "is_rollback" BOOLEAN NOT NULL DEFAULT false,
    "is_hotfix" BOOLEAN NOT NULL DEFAULT false,
    "rollback_of" TEXT,
    "url" TEXT,
    "reports" JSONB,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ordered_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "deployment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "change" (
    "id" BIGSERIAL NOT NULL,
    "service_id" BIGINT NOT NULL,
    "sha" TEXT NOT NULL,
    "committed_at" TIMESTAMPTZ(3) NOT NULL,
    "merged_at" TIMESTAMPTZ(3),
    "title" TEXT,
    "author" TEXT,
    "author_kind" "author_kind" NOT NULL DEFAULT 'human',
    "url" TEXT,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deployment_change" (
    "deployment_id" BIGINT NOT NULL,
    "change_id" BIGINT NOT NULL,
    "derived" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "deployment_change_pkey" PRIMARY KEY ("deployment_id","change_id")
);

-- CreateTable
CREATE TABLE "arrival" (
    "change_id" BIGINT NOT NULL,
    "environment_id" BIGINT NOT NULL,
    "service_id" BIGINT NOT NULL,
    "deployment_id" BIGINT NOT NULL,
    "finished_at" TIMESTAMPTZ(3) NOT NULL,
    "first_in_production" BOOLEAN NOT NULL,
    "is_bot" BOOLEAN NOT NULL,
    "is_baseline" BOOLEAN NOT NULL,
    "merge_ms" BIGINT NOT NULL,
    "commit_ms" BIGINT NOT NULL,
    "merge_bucket" SMALLINT NOT NULL,
    "commit_bucket" SMALLINT NOT NULL,

    CONSTRAINT "arrival_pkey" PRIMARY KEY ("change_id","environment_id")
);

-- CreateTable
CREATE TABLE "incident" (
    "id" BIGSERIAL NOT NULL,
    "number" BIGSERIAL NOT NULL,
    "source_id" BIGINT,
    "external_id" TEXT,
    "title" TEXT NOT NULL,
    "kind" "incident_kind" NOT NULL DEFAULT 'real',
    "status" "incident_status" NOT NULL,
    "severity" "severity" NOT NULL,
    "environment_id" BIGINT,
    "started_at" TIMESTAMPTZ(3),
    "detected_at" TIMESTAMPTZ(3) NOT NULL,
    "mitigated_at" TIMESTAMPTZ(3),
    "resolved_at" TIMESTAMPTZ(3),
    "summary" TEXT,
    "url" TEXT,
    "reason" TEXT,
    "caused_by_ref" TEXT,
    "fixed_by_ref" TEXT,
    "caused_by_id" BIGINT,
    "fixed_by_id" BIGINT,
    "occurrence" INTEGER NOT NULL DEFAULT 1,
    "version" INTEGER NOT NULL DEFAULT 1,
    "last_seq" INTEGER NOT NULL DEFAULT 0,
    "declared_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "incident_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident_service" (
    "incident_id" BIGINT NOT NULL,
    "service_id" BIGINT NOT NULL,

    CONSTRAINT "incident_service_pkey" PRIMARY KEY ("incident_id","service_id")
);

-- CreateTable
CREATE TABLE "incident_event" (
    "incident_id" BIGINT NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_type" TEXT NOT NULL,
    "actor_id" TEXT,
    "actor_name" TEXT NOT NULL,
    "text" TEXT,
    "payload" JSONB,

    CONSTRAINT "incident_event_pkey" PRIMARY KEY ("incident_id","seq")
);

-- CreateTable
CREATE TABLE "delivery" (
    "id" BIGSERIAL NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "source_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "external_id" TEXT,
    "result" "delivery_result" NOT NULL,
    "code" TEXT,
    "path" TEXT,
    "detail" TEXT,
    "line" INTEGER,
    "accepted" INTEGER,
    "duplicates" INTEGER,
    "refused" INTEGER,
    "request_id" TEXT NOT NULL,

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "source_id" BIGINT NOT NULL,
    "key" TEXT NOT NULL,
    "body_hash" BYTEA NOT NULL,
    "status" INTEGER,
    "answer" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("source_id","key")
);

-- CreateTable
CREATE TABLE "person_idempotency_key" (
    "user_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "body_hash" BYTEA NOT NULL,
    "answer" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "person_idempotency_key_pkey" PRIMARY KEY ("user_id","key")
);

-- CreateTable
CREATE TABLE "rollup_day" (
    "service_id" BIGINT NOT NULL,
    "scope_id" BIGINT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "succeeded" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    "rolled_back" INTEGER NOT NULL,
    "caused" INTEGER NOT NULL,
    "reworked" INTEGER NOT NULL,

    CONSTRAINT "rollup_day_pkey" PRIMARY KEY ("service_id","scope_id","starts_at","ends_at")
);

-- CreateTable
CREATE TABLE "rollup_lead" (
    "service_id" BIGINT NOT NULL,
    "scope_id" BIGINT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "clock" "lead_clock" NOT NULL,
    "is_bot" BOOLEAN NOT NULL,
    "counted" INTEGER NOT NULL,
    "total_ms" BIGINT NOT NULL,
    "negative" INTEGER NOT NULL,
    "baseline" INTEGER NOT NULL,
    "histogram" TEXT NOT NULL,

    CONSTRAINT "rollup_lead_pkey" PRIMARY KEY ("service_id","scope_id","starts_at","ends_at","clock","is_bot")
);

-- CreateTable
CREATE TABLE "rollup_mark" (
    "id" BIGSERIAL NOT NULL,
    "service_id" BIGINT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rollup_mark_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_type" TEXT NOT NULL,
    "actor_id" TEXT,
    "actor_name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT,
    "outcome" TEXT NOT NULL,
    "detail" JSONB NOT NULL,
    "request_id" TEXT,
    "prev_hash" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "live_channel" (
    "name" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "live_channel_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE UNIQUE INDEX "user_account_email_key" ON "user_account"("email");

-- CreateIndex
CREATE UNIQUE INDEX "user_account_oidc_issuer_oidc_subject_key" ON "user_account"("oidc_issuer", "oidc_subject");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_source_id_key" ON "api_key"("source_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_key_hash_key" ON "api_key"("key_hash");

-- CreateIndex
CREATE UNIQUE INDEX "team_slug_key" ON "team"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "service_slug_key" ON "service"("slug");

-- CreateIndex
CREATE INDEX "service_team_id_idx" ON "service"("team_id");

-- CreateIndex
CREATE UNIQUE INDEX "environment_name_key" ON "environment"("name");

-- CreateIndex
CREATE INDEX "deployment_external_id_idx" ON "deployment"("external_id");

-- CreateIndex
CREATE INDEX "deployment_finished_at_idx" ON "deployment"("finished_at");

-- CreateIndex
CREATE INDEX "deployment_service_id_finished_at_idx" ON "deployment"("service_id", "finished_at");

-- CreateIndex
CREATE INDEX "deployment_service_id_environment_id_finished_at_idx" ON "deployment"("service_id", "environment_id", "finished_at");

-- CreateIndex
CREATE INDEX "deployment_ordered_at_id_idx" ON "deployment"("ordered_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "deployment_service_id_ordered_at_id_idx" ON "deployment"("service_id", "ordered_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "deployment_rollback_of" ON "deployment"("source_id", "rollback_of") WHERE (rollback_of IS NOT NULL);

-- CreateIndex
CREATE UNIQUE INDEX "deployment_source_id_external_id_key" ON "deployment"("source_id", "external_id");

-- CreateIndex
CREATE UNIQUE INDEX "change_service_id_sha_key" ON "change"("service_id", "sha");

-- CreateIndex
CREATE INDEX "deployment_change_change_id_idx" ON "deployment_change"("change_id");

-- CreateIndex
CREATE INDEX "arrival_deployment_id_idx" ON "arrival"("deployment_id");

-- CreateIndex
CREATE INDEX "arrival_finished_at_idx" ON "arrival"("finished_at");

-- CreateIndex
CREATE INDEX "arrival_service_id_finished_at_idx" ON "arrival"("service_id", "finished_at");

-- CreateIndex
CREATE INDEX "arrival_merge_percentile" ON "arrival"("merge_bucket", "finished_at", "merge_ms", "is_bot", "service_id") WHERE (first_in_production);

-- CreateIndex
CREATE INDEX "arrival_commit_percentile" ON "arrival"("commit_bucket", "finished_at", "commit_ms", "is_bot", "service_id") WHERE (first_in_production);

-- CreateIndex
CREATE UNIQUE INDEX "incident_number_key" ON "incident"("number");

-- CreateIndex
CREATE INDEX "incident_resolved_at_idx" ON "incident"("resolved_at");

-- CreateIndex
CREATE INDEX "incident_detected_at_id_idx" ON "incident"("detected_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "incident_status_detected_at_id_idx" ON "incident"("status", "detected_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "incident_caused_by_id_idx" ON "incident"("caused_by_id");

-- CreateIndex
CREATE INDEX "incident_fixed_by_id_idx" ON "incident"("fixed_by_id");

-- CreateIndex
CREATE INDEX "incident_caused_by_ref_idx" ON "incident"("caused_by_ref");

-- CreateIndex
CREATE INDEX "incident_fixed_by_ref_idx" ON "incident"("fixed_by_ref");

-- CreateIndex
CREATE UNIQUE INDEX "incident_source_id_external_id_key" ON "incident"("source_id", "external_id");

-- CreateIndex
CREATE INDEX "incident_service_service_id_idx" ON "incident_service"("service_id");

-- CreateIndex
CREATE INDEX "delivery_received_at_id_idx" ON "delivery"("received_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "delivery_source_id_id_idx" ON "delivery"("source_id", "id" DESC);

-- CreateIndex
CREATE INDEX "idempotency_key_created_at_idx" ON "idempotency_key"("created_at");

-- CreateIndex
CREATE INDEX "person_idempotency_key_created_at_idx" ON "person_idempotency_key"("created_at");

-- CreateIndex
CREATE INDEX "rollup_day_starts_at_idx" ON "rollup_day"("starts_at");

-- CreateIndex
CREATE INDEX "rollup_lead_starts_at_idx" ON "rollup_lead"("starts_at");

-- CreateIndex
CREATE INDEX "rollup_mark_hour_idx" ON "rollup_mark"("hour");

-- CreateIndex
CREATE INDEX "audit_entry_action_seq_idx" ON "audit_entry"("action", "seq" DESC);

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user_account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service" ADD CONSTRAINT "service_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployment" ADD CONSTRAINT "deployment_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployment" ADD CONSTRAINT "deployment_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployment" ADD CONSTRAINT "deployment_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployment" ADD CONSTRAINT "deployment_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "change" ADD CONSTRAINT "change_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployment_change" ADD CONSTRAINT "deployment_change_deployment_id_fkey" FOREIGN KEY ("deployment_id") REFERENCES "deployment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployment_change" ADD CONSTRAINT "deployment_change_change_id_fkey" FOREIGN KEY ("change_id") REFERENCES "change"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "arrival" ADD CONSTRAINT "arrival_change_id_fkey" FOREIGN KEY ("change_id") REFERENCES "change"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "arrival" ADD CONSTRAINT "arrival_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "arrival" ADD CONSTRAINT "arrival_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "arrival" ADD CONSTRAINT "arrival_deployment_id_fkey" FOREIGN KEY ("deployment_id") REFERENCES "deployment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident" ADD CONSTRAINT "incident_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident" ADD CONSTRAINT "incident_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident" ADD CONSTRAINT "incident_caused_by_id_fkey" FOREIGN KEY ("caused_by_id") REFERENCES "deployment"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident" ADD CONSTRAINT "incident_fixed_by_id_fkey" FOREIGN KEY ("fixed_by_id") REFERENCES "deployment"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_service" ADD CONSTRAINT "incident_service_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_service" ADD CONSTRAINT "incident_service_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_event" ADD CONSTRAINT "incident_event_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "idempotency_key" ADD CONSTRAINT "idempotency_key_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person_idempotency_key" ADD CONSTRAINT "person_idempotency_key_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user_account"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- Rules that the schema language cannot say.

-- Logarithmic bucket of a lead time: 32 per octave from 1.024 s to 398 days, 0 below and 801 above. Monotone, which is all that
-- the exact percentiles need. -1 marks a change that no percentile counts.
CREATE FUNCTION lead_bucket(ms BIGINT) RETURNS SMALLINT LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
  CASE WHEN ms < 0 THEN -1 WHEN ms < 1024 THEN 0 WHEN ms >= 34359738368 THEN 801
       ELSE floor(ln(ms::double precision) / ln(2::double precision) * 32)::int - 319 END;

ALTER TABLE "service" ADD CONSTRAINT service_slug_form CHECK (slug ~ '^[a-z0-9][a-z0-9._-]{0,62}$');
ALTER TABLE "deployment" ADD CONSTRAINT deployment_final_is_finished
  CHECK (status NOT IN ('succeeded', 'failed', 'rolled_back', 'cancelled') OR finished_at IS NOT NULL);
ALTER TABLE "incident" ADD CONSTRAINT incident_resolved_has_time
  CHECK (status NOT IN ('resolved', 'closed') OR resolved_at IS NOT NULL);
ALTER TABLE "user_account" ADD CONSTRAINT user_email_lower_case CHECK (email = lower(email));

CREATE FUNCTION refuse_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '42501';
END $$;

CREATE TRIGGER incident_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "incident_event"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();

INSERT INTO "live_channel" (name, seq) VALUES ('overview', 0);
