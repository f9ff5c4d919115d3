import { IconBuilding, IconCalendarEvent, IconChartHistogram, IconMap, IconSettings, IconUpload, type Icon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'react-router-dom';
import { permissionsQuery } from '@/api/session';
import { useIsPhone } from '@/lib/hooks';
import { text } from '../text';
import classes from './Shell.module.css';

interface Entry {
  page: string;
  to: string;
  word: string;
  Icon: Icon;
  /** Addresses that belong to it and do not begin with its own. */
  beside?: readonly string[];
}

const PAGES: readonly Entry[] = [
  { page: 'meters', to: '/meters', word: text.meters, Icon: IconChartHistogram },
  { page: 'events', to: '/events', word: text.events, Icon: IconCalendarEvent, beside: ['/settlements', '/programs', '/outages', '/laboratory', '/peak-hours'] },
  { page: 'organisation', to: '/organisation', word: text.organisation, Icon: IconBuilding },
  { page: 'map', to: '/map', word: text.map, Icon: IconMap },
  { page: 'imports', to: '/imports', word: text.imports, Icon: IconUpload },
  { page: 'administration', to: '/admin', word: text.administration, Icon: IconSettings },
];

const isWithin = (pathname: string, { to, beside = [] }: Entry): boolean =>
  [to, ...beside].some((address) => pathname === address || pathname.startsWith(`${address}/`));

/** Only the pages that the session may open. */
export function Navigation({ className }: { className?: string }) {
  const permissions = useQuery(permissionsQuery);
  const isPhone = useIsPhone();
  const { pathname } = useLocation();
  const open = PAGES.filter(({ page }) => (permissions.data?.pages as readonly string[] | undefined)?.includes(page));
  return (
    <nav className={className} aria-label={text.nav}>
      {open.map((entry) => (
        <Link key={entry.page} to={entry.to} className={classes.link} aria-current={pathname === entry.to ? 'page' : isWithin(pathname, entry) || undefined}>
          <entry.Icon size={isPhone ? 22 : 19} stroke={1.8} aria-hidden />
          {entry.word}
        </Link>
      ))}
    </nav>
  );
}
