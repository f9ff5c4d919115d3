import type { RankedOrganisation } from './api';
import classes from './Ranking.module.css';
import { text } from './text';

function Line({ line, hasCounts }: { line: RankedOrganisation; hasCounts: boolean }) {
  const { columns } = text;
  return (
    <tr className={line.is_own ? classes.own : undefined}>
      <td className={`${classes.number ?? ''} ${classes.rank ?? ''}`}>{line.rank}</td>
      <th scope="row">
        {line.name ?? text.anonymous(line.rank)}
        {line.is_own && <span className={classes.note}> ({text.own})</span>}
      </th>
      {hasCounts && (
        <td className={classes.number} data-label={columns.meters}>
          {line.meters === null ? '' : text.number(line.meters)}
        </td>
      )}
      <td className={classes.number} data-label={columns.participation}>
        {text.percent(line.participation)}
      </td>
      <td className={classes.number} data-label={columns.saved}>
        {text.kwh(line.saved_wh_per_meter)}
      </td>
      <td className={classes.number} data-label={columns.net}>
        {text.kwh(line.net_wh_per_meter)}
      </td>
    </tr>
  );
}

export function RankingTable({ organisations }: { organisations: readonly RankedOrganisation[] }) {
  const { columns } = text;
  const hasCounts = organisations.some(({ meters }) => meters !== null);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <div className={classes.scroll} role="region" aria-label={text.title} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col" className={classes.number}>
              {columns.rank}
            </th>
            <th scope="col">{columns.organisation}</th>
            {hasCounts && (
              <th scope="col" className={classes.number}>
                {columns.meters}
              </th>
            )}
            <th scope="col" className={classes.number}>
              {columns.participation}
            </th>
            <th scope="col" className={classes.number}>
              {columns.saved}
            </th>
            <th scope="col" className={classes.number}>
              {columns.net}
            </th>
          </tr>
        </thead>
        <tbody>
          {organisations.map((line) => (
            <Line key={line.rank} line={line} hasCounts={hasCounts} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
