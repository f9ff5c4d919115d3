import type { ReactNode } from 'react';
import { usePortal } from '@/api/portal';
import { usePageTitle } from '@/lib/hooks';
import { Brand } from './Brand';
import { ContactLink } from './ContactLink';
import classes from './PublicPage.module.css';
import { SchemeSwitch } from './SchemeSwitch';
import { text } from './text';

interface PublicPageProps {
  title: string;
  lead?: string;
  /** Of the column: wide enough for a QR code beside words. */
  width?: 'narrow' | 'medium' | 'wide';
  /** Before the provider's address, where the usual words do not fit. */
  ask?: (provider: string) => string;
  children: ReactNode;
}

/** A page with one form, for people who are not logged in or have something to do before they are. */
export function PublicPage({ title, lead, width = 'medium', ask = text.askProvider, children }: PublicPageProps) {
  const portal = usePortal();
  usePageTitle(`${title} · ${portal.data?.name ?? ''}`);
  return (
    <div className={classes.page}>
      <header className={classes.top}>
        <Brand />
        <SchemeSwitch />
      </header>
      <main className={`${classes.column} ${classes[width] ?? ''}`}>
        <div>
          <h1>{title}</h1>
          {lead && <p className={classes.lead}>{lead}</p>}
        </div>
        {children}
        {portal.data?.contact && (
          <p className={classes.contact}>
            {ask(portal.data.provider)} <ContactLink contact={portal.data.contact} />
          </p>
        )}
      </main>
    </div>
  );
}
