-- AlterTable
ALTER TABLE "incident" ADD COLUMN     "first_mitigated_at" TIMESTAMPTZ(3);
