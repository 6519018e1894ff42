-- CreateEnum
CREATE TYPE "action_type" AS ENUM ('prevent', 'detect', 'mitigate', 'process');

-- CreateEnum
CREATE TYPE "action_priority" AS ENUM ('P1', 'P2', 'P3');

-- CreateEnum
CREATE TYPE "action_status" AS ENUM ('open', 'in_progress', 'done', 'cancelled');

-- CreateTable
CREATE TABLE "action_item" (
    "id" BIGSERIAL NOT NULL,
    "incident_id" BIGINT,
    "text" TEXT NOT NULL,
    "type" "action_type" NOT NULL,
    "priority" "action_priority" NOT NULL,
    "status" "action_status" NOT NULL DEFAULT 'open',
    "owner_id" UUID,
    "owner_name" TEXT,
    "due_on" DATE,
    "issue_url" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "action_item_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "action_item_incident_id_idx" ON "action_item"("incident_id");

-- CreateIndex
CREATE INDEX "action_item_owner_id_idx" ON "action_item"("owner_id");

-- CreateIndex
CREATE INDEX "action_item_not_over" ON "action_item"("due_on", "id") WHERE (done_at IS NULL);

-- CreateIndex
CREATE INDEX "action_item_done_at_idx" ON "action_item"("done_at");

-- AddForeignKey
ALTER TABLE "action_item" ADD CONSTRAINT "action_item_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "action_item" ADD CONSTRAINT "action_item_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "user_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- Rules that the schema language cannot say.

-- Over is done or cancelled, and it is known since when.
ALTER TABLE "action_item" ADD CONSTRAINT action_item_over_has_time
  CHECK ((status IN ('done', 'cancelled')) = (done_at IS NOT NULL));
ALTER TABLE "action_item" ADD CONSTRAINT action_item_one_owner CHECK (owner_id IS NULL OR owner_name IS NULL);
