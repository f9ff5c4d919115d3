import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { usePortal } from '@/api/portal';
import { usePageTitle } from '@/lib/hooks';
import classes from './Page.module.css';
import { text } from './text';

interface PageHeadProps {
  title: string;
  lead?: ReactNode;
  /** Where the page hangs, from the top. */
  crumbs?: readonly { to: string; word: string }[];
  actions?: ReactNode;
}

/** Heading of a page, and the title of its window. */
export function PageHead({ title, lead, crumbs, actions }: PageHeadProps) {
  const portal = usePortal();
  usePageTitle(`${title} · ${portal.data?.name ?? ''}`);
  return (
    <div className={classes.head}>
      <div className={classes.words}>
        {crumbs && (
          <nav aria-label={text.crumbs}>
            <ol className={classes.crumbs}>
              {crumbs.map(({ to, word }) => (
                <li key={to}>
                  <Link to={to}>{word}</Link>
                </li>
              ))}
            </ol>
          </nav>
        )}
        <h1>{title}</h1>
        {lead && <p className={classes.lead}>{lead}</p>}
      </div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}

/** Names and what they are; a fact without anything to say is left out. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={classes.facts}>
      {facts.flatMap(([name, value]) =>
        value === '' || value === null || value === undefined
          ? []
          : [<dt key={`${name}-name`}>{name}</dt>, <dd key={`${name}-value`}>{value}</dd>],
      )}
    </dl>
  );
}

export interface Figure {
  name: string;
  value: string;
  unit?: string;
  say?: string;
}

/** A few large numbers. */
export function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl className={classes.figures}>
      {figures.map(({ name, value, unit, say }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {value} {unit && <small>{unit}</small>}
            {say && <p>{say}</p>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export { classes as pageClasses };
