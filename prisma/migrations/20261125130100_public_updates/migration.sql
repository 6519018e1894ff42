-- CreateIndex
CREATE INDEX "incident_event_public" ON "incident_event"("occurred_at") WHERE (kind = 'update_posted' AND audience = 'public');
