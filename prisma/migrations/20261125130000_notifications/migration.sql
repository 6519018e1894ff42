-- CreateEnum
CREATE TYPE "channel_kind" AS ENUM ('webhook', 'slack', 'email', 'pagerduty');

-- CreateEnum
CREATE TYPE "route_role" AS ENUM ('primary', 'fallback');

-- CreateEnum
CREATE TYPE "urgency" AS ENUM ('page', 'notify');

-- CreateEnum
CREATE TYPE "outbox_state" AS ENUM ('pending', 'sending', 'sent', 'failed', 'superseded');

-- CreateTable
CREATE TABLE "notification_channel" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "kind" "channel_kind" NOT NULL,
    "config" JSONB NOT NULL,
    "sealed_secrets" TEXT NOT NULL,
    "can_page" BOOLEAN NOT NULL,
    "steps" TEXT[],
    "includes_drills" BOOLEAN NOT NULL DEFAULT false,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "notification_channel_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notification_route" (
    "severity" "severity" NOT NULL,
    "role" "route_role" NOT NULL,
    "channel_id" UUID NOT NULL,

    CONSTRAINT "notification_route_pkey" PRIMARY KEY ("severity","role","channel_id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "incident_id" BIGINT NOT NULL,
    "event_seq" INTEGER,
    "reminder_key" TEXT,
    "step" TEXT NOT NULL,
    "channel_id" UUID NOT NULL,
    "recipient" TEXT NOT NULL,
    "urgency" "urgency" NOT NULL,
    "payload" JSONB NOT NULL,
    "state" "outbox_state" NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "next_at" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
    "lease" UUID,
    "delivered_at" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "notification_channel_name" ON "notification_channel"("name") WHERE (removed_at IS NULL);

-- CreateIndex
CREATE INDEX "notification_route_channel_id_idx" ON "notification_route"("channel_id");

-- CreateIndex
CREATE INDEX "outbox_unfinished" ON "outbox"("next_at") WHERE (next_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "outbox_created_at_id_idx" ON "outbox"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "outbox_channel_id_created_at_idx" ON "outbox"("channel_id", "created_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "outbox_incident_id_event_seq_channel_id_recipient_key" ON "outbox"("incident_id", "event_seq", "channel_id", "recipient");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_incident_id_reminder_key_channel_id_recipient_key" ON "outbox"("incident_id", "reminder_key", "channel_id", "recipient");

-- AddForeignKey
ALTER TABLE "notification_route" ADD CONSTRAINT "notification_route_channel_id_fkey" FOREIGN KEY ("channel_id") REFERENCES "notification_channel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_channel_id_fkey" FOREIGN KEY ("channel_id") REFERENCES "notification_channel"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Rules that the schema language cannot say.

ALTER TABLE "outbox" ADD CONSTRAINT outbox_event_or_reminder CHECK (num_nonnulls(event_seq, reminder_key) = 1);
ALTER TABLE "outbox" ADD CONSTRAINT outbox_sending_is_leased
  CHECK (state <> 'sending' OR lease IS NOT NULL);
ALTER TABLE "outbox" ADD CONSTRAINT outbox_unfinished_has_time
  CHECK ((state IN ('pending', 'sending')) = (next_at IS NOT NULL));
ALTER TABLE "outbox" ADD CONSTRAINT outbox_sent_has_time CHECK (state <> 'sent' OR delivered_at IS NOT NULL);
