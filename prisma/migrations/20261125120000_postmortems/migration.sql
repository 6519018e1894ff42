-- CreateEnum
CREATE TYPE "postmortem_state" AS ENUM ('draft', 'in_review', 'changes_requested', 'approved', 'published', 'skipped');

-- CreateTable
CREATE TABLE "postmortem" (
    "id" BIGSERIAL NOT NULL,
    "incident_id" BIGINT NOT NULL,
    "state" "postmortem_state" NOT NULL DEFAULT 'draft',
    "owner_id" UUID,
    "last_seq" INTEGER NOT NULL DEFAULT 0,
    "timeline_rows" INTEGER[],
    "is_chosen" BOOLEAN NOT NULL DEFAULT false,
    "confirmed_by_id" UUID,
    "confirmed_at" TIMESTAMPTZ(3),
    "skipped_reason" TEXT,
    "approved_seq" INTEGER,
    "approved_at" TIMESTAMPTZ(3),
    "log_seq" INTEGER,
    "log_hash" BYTEA,
    "facts" JSONB,
    "submitted_at" TIMESTAMPTZ(3),
    "published_at" TIMESTAMPTZ(3),
    "text" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "postmortem_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pm_update" (
    "postmortem_id" BIGINT NOT NULL,
    "seq" INTEGER NOT NULL,
    "client_id" BIGINT NOT NULL,
    "update" BYTEA NOT NULL,
    "idem_key" UUID NOT NULL,
    "author_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pm_update_pkey" PRIMARY KEY ("postmortem_id","seq")
);

-- CreateTable
CREATE TABLE "pm_snapshot" (
    "postmortem_id" BIGINT NOT NULL,
    "upto_seq" INTEGER NOT NULL,
    "state" BYTEA NOT NULL,
    "markdown" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pm_snapshot_pkey" PRIMARY KEY ("postmortem_id","upto_seq")
);

-- CreateTable
CREATE TABLE "pm_version" (
    "id" BIGSERIAL NOT NULL,
    "postmortem_id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "upto_seq" INTEGER NOT NULL,
    "state" BYTEA NOT NULL,
    "markdown" TEXT NOT NULL,
    "author_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pm_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pm_review" (
    "id" BIGSERIAL NOT NULL,
    "postmortem_id" BIGINT NOT NULL,
    "reviewer_id" UUID NOT NULL,
    "is_approval" BOOLEAN NOT NULL,
    "upto_seq" INTEGER NOT NULL,
    "note" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "pm_review_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "postmortem_incident_id_key" ON "postmortem"("incident_id");

-- CreateIndex
CREATE INDEX "postmortem_state_idx" ON "postmortem"("state");

-- CreateIndex
CREATE INDEX "postmortem_owner_id_idx" ON "postmortem"("owner_id");

-- CreateIndex
CREATE UNIQUE INDEX "pm_update_postmortem_id_idem_key_key" ON "pm_update"("postmortem_id", "idem_key");

-- CreateIndex
CREATE INDEX "pm_version_postmortem_id_id_idx" ON "pm_version"("postmortem_id", "id");

-- CreateIndex
CREATE INDEX "pm_review_postmortem_id_idx" ON "pm_review"("postmortem_id");

-- CreateIndex
CREATE INDEX "pm_review_reviewer_id_idx" ON "pm_review"("reviewer_id");

-- AddForeignKey
ALTER TABLE "postmortem" ADD CONSTRAINT "postmortem_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "postmortem" ADD CONSTRAINT "postmortem_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "user_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "postmortem" ADD CONSTRAINT "postmortem_confirmed_by_id_fkey" FOREIGN KEY ("confirmed_by_id") REFERENCES "user_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pm_update" ADD CONSTRAINT "pm_update_postmortem_id_fkey" FOREIGN KEY ("postmortem_id") REFERENCES "postmortem"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pm_snapshot" ADD CONSTRAINT "pm_snapshot_postmortem_id_fkey" FOREIGN KEY ("postmortem_id") REFERENCES "postmortem"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pm_version" ADD CONSTRAINT "pm_version_postmortem_id_fkey" FOREIGN KEY ("postmortem_id") REFERENCES "postmortem"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pm_review" ADD CONSTRAINT "pm_review_postmortem_id_fkey" FOREIGN KEY ("postmortem_id") REFERENCES "postmortem"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pm_review" ADD CONSTRAINT "pm_review_reviewer_id_fkey" FOREIGN KEY ("reviewer_id") REFERENCES "user_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



-- Rules that the schema language cannot say.

ALTER TABLE "pm_update" ADD CONSTRAINT pm_update_size CHECK (octet_length("update") BETWEEN 1 AND 262144);
ALTER TABLE "postmortem" ADD CONSTRAINT postmortem_skipped_says_why CHECK (state <> 'skipped' OR skipped_reason IS NOT NULL);
ALTER TABLE "postmortem" ADD CONSTRAINT postmortem_approval_is_frozen
  CHECK (state NOT IN ('approved', 'published') OR (approved_seq IS NOT NULL AND facts IS NOT NULL));

CREATE TRIGGER pm_update_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "pm_update"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();

-- Full text of what was written.
CREATE INDEX postmortem_words ON "postmortem" USING gin (to_tsvector('simple', text));
