-- CreateIndex
CREATE INDEX "incident_private" ON "incident"("environment_id") WHERE (visibility = 'private');
