import type { ContainerImage } from '@/lib/clusters/adapter';
import { tagOf } from '@/lib/clusters/model/suggest';
import { soakSeconds } from './choose';

/** A deployment as it was reported, oldest facts first; `endedAt`: when the next one reached the same environment. */
export type ReportedDeployment = {
  id: number;
  externalId: string;
  sourceId: number;
  version: string | null;
  commit: string | null;
  status: 'succeeded' | 'rolled_back' | 'failed';
  finishedAt: Date;
  endedAt: Date | null;
  isRollback: boolean;
  causedIncident: boolean;
};

const plain = (version: string) => version.replace(/^v(?=\d)/, '');

/** Does an image's tag say this version or this commit? A short commit needs seven digits to count. */
function names(tag: string, { version, commit }: ReportedDeployment): boolean {
  if (version !== null && plain(tag) === plain(version)) return true;
  if (commit === null) return false;
  const found = /(?:^|[^0-9a-f])([0-9a-f]{7,40})$/i.exec(tag)?.[1] ?? (/^[0-9a-f]{7,40}$/i.test(tag) ? tag : undefined);
  return found !== undefined && commit.toLowerCase().startsWith(found.toLowerCase());
}

/**
 * The deployments that brought a revision, newest first: those whose version or commit is the tag of one of its images. None for images that
 * are named by a digest only, or by a tag that nobody reported.
 */
export function deploymentsOf(images: ContainerImage[], deployments: ReportedDeployment[]): ReportedDeployment[] {
  const tags = images.flatMap(({ image }) => tagOf(image) ?? []);
  return deployments.filter((deployment) => tags.some((tag) => names(tag, deployment)));
}

/** Seconds that a deployment served by its reports: until the next one, or `now`. */
export function servedSeconds({ status, finishedAt, endedAt }: ReportedDeployment, now: Date): number {
  if (status !== 'succeeded') return 0;
  return Math.max(0, ((endedAt ?? now).getTime() - finishedAt.getTime()) / 1000);
}

/**
 * The last version known to be good by reports alone, without asking the cluster: before what runs now, it served for the soak time and no
 * incident names it. `deployments`: newest first.
 */
export function lastGoodReported(deployments: ReportedDeployment[], now: Date): ReportedDeployment | null {
  const running = deployments.find(({ status }) => status === 'succeeded');
  const found = deployments.find(
    (each) =>
      each !== running &&
      each.status === 'succeeded' &&
      !each.causedIncident &&
      each.version !== running?.version &&
      servedSeconds(each, now) >= soakSeconds,
  );
  return found ?? null;
}
