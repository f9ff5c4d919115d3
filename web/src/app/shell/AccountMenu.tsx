import { Popover } from '@mantine/core';
import { IconBellRinging, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { permissionsQuery, useLogOut, useSession } from '@/api/session';
import { Button, ButtonLink } from '@/components/Button';
import { Segmented } from '@/components/Segmented';
import { roleName } from '@/lib/roles';
import { chooseScheme, useSchemeChoice, type SchemeChoice } from '@/theme/scheme';
import { text } from '../text';
import classes from './AccountMenu.module.css';

const PENDING = 5;

const THEMES: readonly { value: SchemeChoice; text: string }[] = [
  { value: 'auto', text: text.themes.auto },
  { value: 'light', text: text.themes.light },
  { value: 'dark', text: text.themes.dark },
];

export function AccountMenu({ isShort = false }: { isShort?: boolean }) {
  const user = useSession().data?.session?.user;
  const level = useQuery(permissionsQuery).data?.level;
  const choice = useSchemeChoice();
  const logOut = useLogOut();
  const navigate = useNavigate();
  const [isOpen, setIsOpen] = useState(false);
  if (!user) return null;
  const name = `${user.first_name} ${user.last_name}`.trim() || user.email;
  const initials = `${user.first_name.charAt(0)}${user.last_name.charAt(0)}`.toUpperCase() || '?';
  return (
    <Popover position={isShort ? 'bottom-end' : 'top-start'} width={264} shadow="sm" trapFocus opened={isOpen} onChange={setIsOpen}>
      <Popover.Target>
        <button
          type="button"
          onClick={() => {
            setIsOpen(!isOpen);
          }}
          className={`${classes.button} ${isShort ? classes.short : ''}`}
          aria-label={text.accountOf(name)}
        >
          <span className={classes.avatar} aria-hidden="true">
            {initials}
          </span>
          {!isShort && (
            <span className={classes.who}>
              <span>{name}</span>
              <span>{user.organisation?.name ?? roleName(user.role)}</span>
            </span>
          )}
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={text.account}>
        <div className={classes.panel}>
          <p>
            {text.signedInAs} <strong>{user.email}</strong>
            {roleName(user.role)}
          </p>
          <div className={classes.theme}>
            <span aria-hidden="true">{text.themeTitle}</span>
            <Segmented label={text.themeTitle} options={THEMES} value={choice} onChange={chooseScheme} />
          </div>
          {level !== undefined && level < PENDING && (
            <ButtonLink
              to="/alerts"
              onClick={() => {
                setIsOpen(false);
              }}
            >
              <IconBellRinging size={17} aria-hidden />
              {text.alerts}
            </ButtonLink>
          )}
          <ButtonLink
            to="/account"
            onClick={() => {
              setIsOpen(false);
            }}
          >
            <IconUserCircle size={17} aria-hidden />
            {text.yourAccount}
          </ButtonLink>
          <Button
            onClick={() => {
              logOut.mutate(undefined, {
                onSettled: () => {
                  navigate('/log-in', { replace: true });
                },
              });
            }}
          >
            <IconLogout size={17} aria-hidden />
            {text.logOut}
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
