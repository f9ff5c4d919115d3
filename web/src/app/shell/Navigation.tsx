import { IconBuilding, IconCalendarEvent, IconChartHistogram, IconMap, IconSettings, IconUpload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { NavLink } from 'react-router-dom';
import { permissionsQuery } from '@/api/session';
import { useIsPhone } from '@/lib/hooks';
import { text } from '../text';
import classes from './Shell.module.css';

const PAGES = [
  { page: 'meters', to: '/meters', word: text.meters, Icon: IconChartHistogram },
  { page: 'events', to: '/events', word: text.events, Icon: IconCalendarEvent },
  { page: 'organisation', to: '/organisation', word: text.organisation, Icon: IconBuilding },
  { page: 'map', to: '/map', word: text.map, Icon: IconMap },
  { page: 'imports', to: '/imports', word: text.imports, Icon: IconUpload },
  { page: 'administration', to: '/admin', word: text.administration, Icon: IconSettings },
] as const;

/** Only the pages that the session may open. */
export function Navigation({ className }: { className?: string }) {
  const permissions = useQuery(permissionsQuery);
  const isPhone = useIsPhone();
  const open = PAGES.filter(({ page }) => permissions.data?.pages.includes(page));
  return (
    <nav className={className} aria-label={text.nav}>
      {open.map(({ page, to, word, Icon }) => (
        <NavLink key={page} to={to} className={classes.link}>
          <Icon size={isPhone ? 22 : 19} stroke={1.8} aria-hidden />
          {word}
        </NavLink>
      ))}
    </nav>
  );
}
