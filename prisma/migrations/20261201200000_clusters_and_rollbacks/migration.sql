-- CreateEnum
CREATE TYPE "cluster_kind" AS ENUM ('kubernetes', 'docker-swarm', 'aws-ecs', 'simulated');

-- CreateEnum
CREATE TYPE "workload_kind" AS ENUM ('k8s-deployment', 'swarm-service', 'ecs-service');

-- CreateEnum
CREATE TYPE "rollback_state" AS ENUM ('REQUESTED', 'APPLIED', 'OBSERVING', 'VERIFIED', 'FAILED', 'TIMED_OUT', 'REVERTED', 'UNKNOWN', 'CANCELLED');

-- AlterEnum
ALTER TYPE "source_kind" ADD VALUE 'rollback';

-- CreateTable
CREATE TABLE "cluster" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "kind" "cluster_kind" NOT NULL,
    "address" TEXT NOT NULL,
    "sealed_connection" TEXT,
    "simulation" JSONB,
    "checked" JSONB,
    "checked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "cluster_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workload_target" (
    "service_id" BIGINT NOT NULL,
    "environment_id" BIGINT NOT NULL,
    "cluster_id" UUID NOT NULL,
    "kind" "workload_kind" NOT NULL,
    "namespace" TEXT NOT NULL DEFAULT '',
    "name" TEXT NOT NULL,
    "linked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "look_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "look_error" TEXT,

    CONSTRAINT "workload_target_pkey" PRIMARY KEY ("service_id","environment_id")
);

-- CreateTable
CREATE TABLE "workload_revision" (
    "id" BIGSERIAL NOT NULL,
    "cluster_id" UUID NOT NULL,
    "kind" "workload_kind" NOT NULL,
    "namespace" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "spec_hash" TEXT NOT NULL,
    "images" JSONB NOT NULL,
    "sealed_spec" TEXT,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_current_at" TIMESTAMPTZ(3) NOT NULL,
    "is_current" BOOLEAN NOT NULL,
    "healthy_seconds" INTEGER NOT NULL DEFAULT 0,
    "rolled_back_at" TIMESTAMPTZ(3),

    CONSTRAINT "workload_revision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rollback_plan" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "service_id" BIGINT NOT NULL,
    "environment_id" BIGINT NOT NULL,
    "cluster_id" UUID NOT NULL,
    "kind" "workload_kind" NOT NULL,
    "namespace" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "noop" BOOLEAN NOT NULL,
    "shown" JSONB NOT NULL,
    "sealed_plan" TEXT NOT NULL,
    "actor_type" TEXT NOT NULL,
    "actor_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rollback_plan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rollback" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "plan_id" UUID NOT NULL,
    "service_id" BIGINT NOT NULL,
    "environment_id" BIGINT NOT NULL,
    "cluster_id" UUID NOT NULL,
    "kind" "workload_kind" NOT NULL,
    "namespace" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "incident_id" BIGINT,
    "state" "rollback_state" NOT NULL DEFAULT 'REQUESTED',
    "is_drill" BOOLEAN NOT NULL DEFAULT false,
    "reason" TEXT NOT NULL,
    "actor_type" TEXT NOT NULL,
    "actor_id" TEXT,
    "actor_name" TEXT NOT NULL,
    "deciding_since" TIMESTAMPTZ(3) NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "called_at" TIMESTAMPTZ(3),
    "applied_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "deadline_at" TIMESTAMPTZ(3) NOT NULL,
    "observe_token" TEXT,
    "running" JSONB,
    "detail" TEXT,
    "last_step" INTEGER NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(3),
    "fence" INTEGER NOT NULL DEFAULT 0,
    "deployment_id" BIGINT,
    "replaced_id" BIGINT,

    CONSTRAINT "rollback_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rollback_step" (
    "rollback_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "state" "rollback_state" NOT NULL,
    "detail" TEXT NOT NULL,

    CONSTRAINT "rollback_step_pkey" PRIMARY KEY ("rollback_id","seq")
);

-- CreateIndex
CREATE UNIQUE INDEX "cluster_name" ON "cluster"("name") WHERE (removed_at IS NULL);

-- CreateIndex
CREATE INDEX "workload_target_cluster_id_idx" ON "workload_target"("cluster_id");

-- CreateIndex
CREATE INDEX "workload_target_look_at_idx" ON "workload_target"("look_at");

-- CreateIndex
CREATE UNIQUE INDEX "workload_revision_cluster_id_kind_namespace_name_key_key" ON "workload_revision"("cluster_id", "kind", "namespace", "name", "key");

-- CreateIndex
CREATE INDEX "rollback_plan_expires_at_idx" ON "rollback_plan"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "rollback_plan_id_key" ON "rollback"("plan_id");

-- CreateIndex
CREATE INDEX "rollback_active" ON "rollback"("lease_until") WHERE (state IN ('REQUESTED', 'APPLIED', 'OBSERVING'));

-- CreateIndex
CREATE INDEX "rollback_requested_at_id_idx" ON "rollback"("requested_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "rollback_service_id_environment_id_requested_at_idx" ON "rollback"("service_id", "environment_id", "requested_at" DESC);

-- CreateIndex
CREATE INDEX "rollback_incident_id_idx" ON "rollback"("incident_id");

-- CreateIndex
CREATE INDEX "rollback_deployment_id_idx" ON "rollback"("deployment_id");

-- CreateIndex
CREATE INDEX "rollback_replaced_id_idx" ON "rollback"("replaced_id");

-- CreateIndex
CREATE UNIQUE INDEX "rollback_one_active_per_workload" ON "rollback"("cluster_id", "kind", "namespace", "name") WHERE (state IN ('REQUESTED', 'APPLIED', 'OBSERVING'));

-- AddForeignKey
ALTER TABLE "workload_target" ADD CONSTRAINT "workload_target_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workload_target" ADD CONSTRAINT "workload_target_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workload_target" ADD CONSTRAINT "workload_target_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workload_revision" ADD CONSTRAINT "workload_revision_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback_plan" ADD CONSTRAINT "rollback_plan_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback_plan" ADD CONSTRAINT "rollback_plan_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback_plan" ADD CONSTRAINT "rollback_plan_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback" ADD CONSTRAINT "rollback_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "rollback_plan"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback" ADD CONSTRAINT "rollback_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback" ADD CONSTRAINT "rollback_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback" ADD CONSTRAINT "rollback_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback" ADD CONSTRAINT "rollback_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollback_step" ADD CONSTRAINT "rollback_step_rollback_id_fkey" FOREIGN KEY ("rollback_id") REFERENCES "rollback"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

