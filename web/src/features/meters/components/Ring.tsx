const SIZE = 44;
const RADIUS = 18;
const AROUND = 2 * Math.PI * RADIUS;

/** A share of a whole. The number stands beside it; the ring is only a picture. */
export function Ring({ share }: { share: number }) {
  return (
    <svg width={SIZE} height={SIZE} viewBox={`0 0 ${SIZE} ${SIZE}`} aria-hidden="true">
      <circle cx={SIZE / 2} cy={SIZE / 2} r={RADIUS} fill="none" stroke="var(--sunken)" strokeWidth="7" />
      <circle
        cx={SIZE / 2}
        cy={SIZE / 2}
        r={RADIUS}
        fill="none"
        stroke="var(--saved)"
        strokeWidth="7"
        strokeDasharray={`${AROUND * share} ${AROUND}`}
        transform={`rotate(-90 ${SIZE / 2} ${SIZE / 2})`}
      />
    </svg>
  );
}
