import { Navigate, Route, Routes, useLocation } from 'react-router-dom';
import { usePortal } from '@/api/portal';
import { Notice } from '@/components/Notice';
import { Tabs } from '@/components/Tabs';
import { usePageTitle } from '@/lib/hooks';
import classes from './Admin.module.css';
import { ADMIN_PAGES } from './pages';
import { text } from './text';

type AdminPage = (typeof ADMIN_PAGES)[number];

function Framed({ page }: { page: AdminPage }) {
  const portal = usePortal();
  usePageTitle(`${page.title} · ${portal.data?.name ?? ''}`);
  return (
    <>
      <div className={page.isHidden ? 'no-print' : undefined}>
        <h1>{page.title}</h1>
        <p className={classes.lead}>{page.lead}</p>
      </div>
      <page.Page />
    </>
  );
}

/** The pages of the system administrator under one row of tabs. Heading and title come from the table; a page brings the rest. */
export default function AdminLayout() {
  const portal = usePortal();
  const { pathname } = useLocation();
  const [first] = ADMIN_PAGES;
  const tabs = ADMIN_PAGES.filter(({ isHidden }) => !isHidden).map(({ path, title }) => {
    const to = `/admin/${path}`;
    return { to, title, isCurrent: pathname === to || pathname.startsWith(`${to}/`) };
  });
  return (
    <div className={classes.stack}>
      <Tabs label={text.tabs} tabs={tabs} />
      {portal.data?.claim_codes_required === false && (
        <div className="no-print">
          <Notice kind="bad" role="alert">
            {text.codesOff}
          </Notice>
        </div>
      )}
      <Routes>
        {ADMIN_PAGES.map((page) => (
          <Route key={page.path} path={page.path} element={<Framed page={page} />} />
        ))}
        <Route path="*" element={<Navigate to={`/admin/${first?.path ?? ''}`} replace />} />
      </Routes>
    </div>
  );
}
