import { CircleCheck, CircleDashed, CircleX } from 'lucide-react';
import type { LogHead, LogProblem } from '@/lib/incidents/queries/check';
import classes from './log-checks.module.css';

type LogChecksProps = {
  head: LogHead;
  problems: LogProblem[];
  /** A daily check remembered an end of the log before. */
  hasStamp: boolean;
};

type Row = {
  name: string;
  parts: LogProblem['part'][];
  holds: string;
  broken: (problem: LogProblem) => string;
  means: string;
};

const at = ({ seq, detail }: LogProblem) => `Broken at row ${seq}: ${detail}.`;

const rows = ({ seq }: LogHead): Row[] => [
  {
    name: 'Sequence',
    parts: ['sequence'],
    holds: seq === 1 ? 'There is row 1.' : `Rows 1 to ${seq}, without a gap.`,
    broken: at,
    means: 'No row was taken out of the middle.',
  },
  {
    name: 'Chain',
    parts: ['row', 'chain', 'end'],
    holds: 'Each row has the hash of what it says and of the row before it, up to the end that the incident remembers.',
    broken: at,
    means: 'No row was changed after it was written, and none was taken off the end.',
  },
  {
    name: 'Earlier ends',
    parts: ['stamp'],
    holds: 'The end that the last daily check saw is still in the log.',
    broken: at,
    means: 'The log was not written anew from some row on.',
  },
  {
    name: 'What is shown',
    parts: ['fold'],
    holds: 'Status, severity, seats, targets, tasks, deployments, links and times are what the rows add up to.',
    broken: ({ detail }) => `Not what the log adds up to: ${detail}.`,
    means: 'Nothing is shown that the log does not say.',
  },
];

/** Each check with what it found, and what that means. */
export function LogChecks({ head, problems, hasStamp }: LogChecksProps) {
  return (
    <ul className={classes.checks}>
      {rows(head).map(({ name, parts, holds, broken, means }) => {
        const problem = problems.find(({ part }) => parts.includes(part));
        const isOpen = !problem && name === 'Earlier ends' && !hasStamp;
        const Icon = problem ? CircleX : isOpen ? CircleDashed : CircleCheck;
        return (
          <li key={name} className={classes.check} data-state={problem ? 'broken' : isOpen ? 'open' : 'holds'}>
            <Icon size={18} strokeWidth={1.75} aria-hidden="true" />
            <div>
              <strong>
                {name}: {problem ? 'broken' : isOpen ? 'not seen yet' : 'holds'}
              </strong>
              <p>{problem ? broken(problem) : isOpen ? 'No daily check has seen an end of this log yet.' : holds}</p>
              <p className={classes.means}>
                {problem
                  ? 'Keep a copy of the database as it is, and find out who could write to it.'
                  : isOpen
                    ? 'From tomorrow on it is known.'
                    : means}
              </p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
