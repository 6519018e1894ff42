-- AlterTable
ALTER TABLE "postmortem" ADD COLUMN     "comment_seq" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "pm_comment" (
    "id" BIGSERIAL NOT NULL,
    "postmortem_id" BIGINT NOT NULL,
    "parent_id" BIGINT,
    "field" TEXT,
    "anchor" JSONB,
    "quote" TEXT,
    "text" TEXT NOT NULL,
    "author_id" UUID NOT NULL,
    "idem_key" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "edited_at" TIMESTAMPTZ(3),
    "resolved_at" TIMESTAMPTZ(3),
    "resolved_by_id" UUID,

    CONSTRAINT "pm_comment_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "pm_comment_postmortem_id_id_idx" ON "pm_comment"("postmortem_id", "id");

-- CreateIndex
CREATE INDEX "pm_comment_parent_id_idx" ON "pm_comment"("parent_id");

-- CreateIndex
CREATE INDEX "pm_comment_author_id_idx" ON "pm_comment"("author_id");

-- CreateIndex
CREATE INDEX "pm_comment_resolved_by_id_idx" ON "pm_comment"("resolved_by_id");

-- CreateIndex
CREATE UNIQUE INDEX "pm_comment_postmortem_id_idem_key_key" ON "pm_comment"("postmortem_id", "idem_key");

-- AddForeignKey
ALTER TABLE "pm_comment" ADD CONSTRAINT "pm_comment_postmortem_id_fkey" FOREIGN KEY ("postmortem_id") REFERENCES "postmortem"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pm_comment" ADD CONSTRAINT "pm_comment_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "pm_comment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pm_comment" ADD CONSTRAINT "pm_comment_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "user_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pm_comment" ADD CONSTRAINT "pm_comment_resolved_by_id_fkey" FOREIGN KEY ("resolved_by_id") REFERENCES "user_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Rules that the schema language cannot say.

-- The first comment of a thread has the passage and may be resolved; a reply has neither.
ALTER TABLE "pm_comment" ADD CONSTRAINT pm_comment_passage
  CHECK (num_nonnulls(field, anchor, quote) = CASE WHEN parent_id IS NULL THEN 3 ELSE 0 END);
ALTER TABLE "pm_comment" ADD CONSTRAINT pm_comment_resolved
  CHECK (num_nonnulls(resolved_at, resolved_by_id) IN (0, 2) AND (resolved_at IS NULL OR parent_id IS NULL));
ALTER TABLE "pm_comment" ADD CONSTRAINT pm_comment_size CHECK (char_length(text) BETWEEN 1 AND 4000);
