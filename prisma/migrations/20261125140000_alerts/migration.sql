-- CreateEnum
CREATE TYPE "alert_state" AS ENUM ('firing', 'resolved');

-- AlterEnum
ALTER TYPE "delivery_result" ADD VALUE 'applied';
ALTER TYPE "delivery_result" ADD VALUE 'ignored';
ALTER TYPE "delivery_result" ADD VALUE 'not_understood';

-- AlterEnum
ALTER TYPE "source_kind" ADD VALUE 'alertmanager';
ALTER TYPE "source_kind" ADD VALUE 'grafana';
ALTER TYPE "source_kind" ADD VALUE 'pagerduty';
ALTER TYPE "source_kind" ADD VALUE 'alert';

-- AlterTable
ALTER TABLE "delivery" ADD COLUMN     "body_hash" BYTEA,
ADD COLUMN     "delivery_key" TEXT,
ADD COLUMN     "event" TEXT,
ADD COLUMN     "incident_id" BIGINT,
ADD COLUMN     "replay_of" BIGINT,
ADD COLUMN     "took_ms" INTEGER;

-- CreateTable
CREATE TABLE "webhook_source" (
    "id" UUID NOT NULL,
    "source_id" BIGINT NOT NULL,
    "kind" "source_kind" NOT NULL,
    "slug" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "previous_secret" TEXT,
    "previous_until" TIMESTAMPTZ(3),
    "severities" JSONB NOT NULL,
    "default_service" TEXT,
    "default_environment" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "rotated_at" TIMESTAMPTZ(3),
    "removed_at" TIMESTAMPTZ(3),
    "first_delivery_at" TIMESTAMPTZ(3),
    "last_delivery_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_source_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery_body" (
    "delivery_id" BIGINT NOT NULL,
    "source_id" BIGINT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "body" BYTEA NOT NULL,

    CONSTRAINT "delivery_body_pkey" PRIMARY KEY ("delivery_id")
);

-- CreateTable
CREATE TABLE "alert_group" (
    "id" BIGSERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "service_id" BIGINT,
    "environment_id" BIGINT,
    "incident_id" BIGINT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "alert_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert" (
    "id" BIGSERIAL NOT NULL,
    "source_id" BIGINT NOT NULL,
    "group_id" BIGINT NOT NULL,
    "dedup_key" TEXT NOT NULL,
    "identity" TEXT NOT NULL,
    "state" "alert_state" NOT NULL,
    "title" TEXT NOT NULL,
    "summary" TEXT,
    "url" TEXT,
    "level" TEXT,
    "severity" "severity",
    "labels" JSONB NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3),
    "fired_at" TIMESTAMPTZ(3),
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident_alert" (
    "incident_id" BIGINT NOT NULL,
    "alert_id" BIGINT NOT NULL,
    "attached_at" TIMESTAMPTZ(3) NOT NULL,
    "opened" BOOLEAN NOT NULL,

    CONSTRAINT "incident_alert_pkey" PRIMARY KEY ("incident_id","alert_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "webhook_source_source_id_key" ON "webhook_source"("source_id");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_source_live_slug" ON "webhook_source"("kind", "slug") WHERE (removed_at IS NULL);

-- CreateIndex
CREATE INDEX "delivery_body_received_at_idx" ON "delivery_body"("received_at");

-- CreateIndex
CREATE INDEX "delivery_body_source_id_delivery_id_idx" ON "delivery_body"("source_id", "delivery_id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "alert_group_key_key" ON "alert_group"("key");

-- CreateIndex
CREATE INDEX "alert_group_service_id_idx" ON "alert_group"("service_id");

-- CreateIndex
CREATE INDEX "alert_source_id_dedup_key_id_idx" ON "alert"("source_id", "dedup_key", "id" DESC);

-- CreateIndex
CREATE INDEX "alert_source_id_identity_id_idx" ON "alert"("source_id", "identity", "id" DESC);

-- CreateIndex
CREATE INDEX "alert_group_id_idx" ON "alert"("group_id");

-- CreateIndex
CREATE UNIQUE INDEX "alert_one_firing" ON "alert"("source_id", "dedup_key") WHERE (state = 'firing'::alert_state);

-- CreateIndex
CREATE INDEX "incident_alert_alert_id_idx" ON "incident_alert"("alert_id");

-- CreateIndex
CREATE INDEX "incident_alert_incident_id_attached_at_idx" ON "incident_alert"("incident_id", "attached_at");

-- CreateIndex
CREATE UNIQUE INDEX "delivery_key_once" ON "delivery"("source_id", "delivery_key") WHERE (delivery_key IS NOT NULL);

-- AddForeignKey
ALTER TABLE "webhook_source" ADD CONSTRAINT "webhook_source_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery_body" ADD CONSTRAINT "delivery_body_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "delivery"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_group" ADD CONSTRAINT "alert_group_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_group" ADD CONSTRAINT "alert_group_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_group" ADD CONSTRAINT "alert_group_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert" ADD CONSTRAINT "alert_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert" ADD CONSTRAINT "alert_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "alert_group"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_alert" ADD CONSTRAINT "incident_alert_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_alert" ADD CONSTRAINT "incident_alert_alert_id_fkey" FOREIGN KEY ("alert_id") REFERENCES "alert"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE SET NULL ON UPDATE CASCADE;
