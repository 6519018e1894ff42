import { CodeBlock } from '@/components/ui/code-block';
import { rightsFor } from '@/lib/clusters/model/rights';
import type { ClusterKind } from '@/lib/clusters/schema';
import classes from './clusters.module.css';

const wordsOf: Record<ClusterKind, string> = {
  kubernetes:
    'Reading Deployments, ReplicaSets and pods of one namespace, and patching Deployments. A patch may set any image: keep the role to namespaces that Fairlead is meant to change.',
  'docker-swarm':
    'Engines know no rights: whoever reaches the socket is root on its host. Put a filter before it that lets through only listing and inspecting services and tasks, events, and updates of services, and give Fairlead the address of the filter over TLS. A socket of this machine is used only when it is listed in FAIRLEAD_DOCKER_SOCKETS.',
  'aws-ecs':
    'Reading services, tasks and task definitions, and updating services. Never RegisterTaskDefinition, RunTask or ExecuteCommand: Fairlead does not use them.',
  simulated: 'None: it is inside Fairlead.',
};

/** The rights that Fairlead needs on a cluster of this kind, ready to paste. */
export function RightsNeeded({ kind, namespace }: { kind: ClusterKind; namespace?: string | undefined }) {
  return (
    <div className={classes.stacked}>
      <p className={classes.words}>{wordsOf[kind]}</p>
      {rightsFor(kind, namespace).map(({ label, where, code }) => (
        <div key={label} className={classes.stacked}>
          <p className={classes.words}>{where}</p>
          <CodeBlock label={label} code={code} copyLabel="Copy it" />
        </div>
      ))}
    </div>
  );
}
