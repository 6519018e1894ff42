import classes from './tier-badge.module.css';

const tiers = { low: [1, 'Low'], medium: [2, 'Medium'], high: [3, 'High'], elite: [4, 'Elite'] } as const;

/** A tier as its word and a bar of four steps; `plain` without the tint, for tables. Null renders nothing. */
export function TierBadge({ tier, plain = false }: { tier: keyof typeof tiers | null; plain?: boolean }) {
  if (!tier) return null;
  const [steps, word] = tiers[tier];
  return (
    <span className={classes.badge} data-tier={tier} data-plain={plain || undefined}>
      <span className={classes.bar} aria-hidden="true">
        {[1, 2, 3, 4].map((step) => (
          <span key={step} className={classes.step} data-filled={step <= steps || undefined} />
        ))}
      </span>
      {word}
    </span>
  );
}
