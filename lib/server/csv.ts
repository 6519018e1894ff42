import { csvLine } from '@/lib/core/csv';
import { logger } from '@/lib/core/log';

/** All rows as they are read, as a CSV file; the first page is read before the answer begins, so that its errors are answers. */
export async function csvAnswer<T extends object>(
  name: string,
  columns: readonly string[],
  pages: AsyncGenerator<T[], void>,
): Promise<Response> {
  const encoder = new TextEncoder();
  let next = await pages.next();
  let isFirst = true;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        if (next.done) return controller.close();
        const lines = next.value.map((row) => csvLine(columns.map((column) => Object(row)[column])));
        controller.enqueue(encoder.encode((isFirst ? csvLine([...columns]) : '') + lines.join('')));
        isFirst = false;
        next = await pages.next();
      } catch (error) {
        logger.warn({ err: error }, 'a CSV export broke off');
        controller.error(error);
      }
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'cache-control': 'no-store',
      'content-disposition': `attachment; filename="${name}.csv"`,
    },
  });
}
