-- AlterTable
ALTER TABLE "postmortem" ADD COLUMN     "followed_seq" INTEGER NOT NULL DEFAULT 0;
