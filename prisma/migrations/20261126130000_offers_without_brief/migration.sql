-- The brief of a hand-over quotes decisions and tasks: it is read from the log when it is asked for, so that no copy outlives a redaction.
ALTER TABLE "incident_offer" DROP COLUMN "brief";
UPDATE "incident" SET fold = jsonb_set(fold, '{room,offers}',
    (SELECT jsonb_agg(offer - 'brief') FROM jsonb_array_elements(fold #> '{room,offers}') AS offer))
WHERE jsonb_array_length(coalesce(fold #> '{room,offers}', '[]')) > 0;
