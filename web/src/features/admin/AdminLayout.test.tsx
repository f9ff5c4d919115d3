import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import { MemoryRouter, Route, Routes } from 'react-router-dom';
import { describe, expect, it, vi } from 'vitest';
import { portalQuery } from '@/api/portal';
import type { components } from '@/api/schema';
import AdminLayout from './AdminLayout';

vi.mock('./pages', () => ({
  ADMIN_PAGES: ['organisations', 'users', 'tokens'].map((path) => ({ path, title: `The ${path}`, lead: '', Page: () => <p>{`Here are the ${path}.`}</p> })),
}));

const portal: components['schemas']['Portal'] = {
  name: 'Valley Power',
  provider: 'Valley Electric',
  contact: '',
  public_url: '',
  time_zone: 'America/Chicago',
  credit_factor_dollars_per_kwh: '0.1',
  sends_mail: true,
  claim_codes_required: true,
  is_demo: false,
  demo_accounts: [],
  version: '1',
};

const show = (path: string, claim_codes_required: boolean) => {
  const client = new QueryClient();
  client.setQueryData(portalQuery.queryKey, { ...portal, claim_codes_required });
  render(
    <QueryClientProvider client={client}>
      <MemoryRouter initialEntries={[path]}>
        <Routes>
          <Route path="/admin/*" element={<AdminLayout />} />
        </Routes>
      </MemoryRouter>
    </QueryClientProvider>,
  );
};

describe('the frame of the administration', () => {
  it.each(['organisations', 'users', 'tokens'])('says in red above the %s that claim codes are switched off', (path) => {
    show(`/admin/${path}`, false);
    expect(screen.getByText(`Here are the ${path}.`)).toBeDefined();
    expect(screen.getByRole('alert').textContent).toContain('Claim codes are switched off');
  });

  it('says nothing of it where they are asked for', () => {
    show('/admin/users', true);
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('marks the tab of the page that is shown, and no other', () => {
    show('/admin/users', true);
    expect(screen.getAllByRole('link').filter((link) => link.getAttribute('aria-current')).map((link) => link.textContent)).toEqual(['The users']);
  });
});
