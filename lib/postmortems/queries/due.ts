import sql from 'sql-template-tag';

/** When the post-mortem of incident `i` is due: its latest response target; null where nothing asks for one, or it was skipped. */
export const dueColumn = sql`(
  SELECT t.due_at FROM incident_target t
  WHERE t.incident_id = i.id AND t.code = 'postmortem' AND t.state <> 'not_applicable' ORDER BY t.position DESC LIMIT 1)`;
