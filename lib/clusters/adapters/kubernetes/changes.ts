import type { AdapterPlan } from '../../adapter';
import { changesBetween as changesOf } from '../../adapter/changes';
import { bareTemplate, type Template } from './objects';

/**
 * Paths whose values may be shown. Everything else can hold a secret (variables, arguments, annotations, headers of probes), so of that
 * only the path is said.
 */
const shown =
  /(^|\.)(image|imagePullPolicy|containerPort|protocol|serviceAccountName|terminationGracePeriodSeconds|restartPolicy)$|\.resources\.|\.(secretKeyRef|configMapKeyRef|secretRef|configMapRef)\.|\.secret\.secretName$|\.configMap\.name$|(Probe)\.\w+Seconds$|Probe\.\w+Threshold$|^metadata\.labels\./;

/** What differs between two templates, by path (`containers[app].image`), without values that can hold secrets. At most 200. */
export function changesBetween(from: Template, to: Template): AdapterPlan['changes'] {
  return changesOf(spread(bareTemplate(from)), spread(bareTemplate(to)), shown);
}

/** The spec's fields at the top: everybody says `containers[app].image`. */
function spread({ spec, ...rest }: Template): Record<string, unknown> {
  return { ...spec, ...rest };
}
