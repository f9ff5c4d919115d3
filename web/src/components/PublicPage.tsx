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
  children: ReactNode;
}

/** A page with one form for people who are not logged in. */
export function PublicPage({ title, lead, children }: PublicPageProps) {
  const portal = usePortal();
  usePageTitle(`${title} · ${portal.data?.name ?? ''}`);
  return (
    <div className={classes.page}>
      <header className={classes.top}>
        <Brand />
        <SchemeSwitch />
      </header>
      <main className={classes.column}>
        <div>
          <h1>{title}</h1>
          {lead && <p className={classes.lead}>{lead}</p>}
        </div>
        {children}
        {portal.data?.contact && (
          <p className={classes.contact}>
            {text.askProvider(portal.data.provider)} <ContactLink contact={portal.data.contact} />
          </p>
        )}
      </main>
    </div>
  );
}
