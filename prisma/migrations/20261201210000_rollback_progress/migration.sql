-- AlterTable
ALTER TABLE "rollback" ADD COLUMN     "progress" JSONB;
