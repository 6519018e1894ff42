import type { z } from 'zod';
import type { Command, CommandContext } from '@/lib/server/command';
import type { respondReceipt } from '../schema/respond';
import type { RoomReceipt } from './room';

/**
 * Runs a command on one incident for a call of the API; answers what became of the incident. `asked` was parsed at the call's door, and
 * the command parses what comes in itself: so instants go back to what they were sent as.
 */
export async function respond<S extends z.ZodType>(
  command: Command<S, RoomReceipt>,
  asked: Record<string, unknown>,
  context: CommandContext,
): Promise<z.output<typeof respondReceipt>> {
  const sent = JSON.parse(JSON.stringify(asked)) as z.input<S>;
  const { number, seq, version, status } = await command.execute(sent, context);
  return { key: `INC-${number}`, seq, version, status };
}
