import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { LogInForm } from './LogInForm';

function Form() {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  return <LogInForm email={email} password={password} onEmail={setEmail} onPassword={setPassword} />;
}

const show = () => {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Form />
    </QueryClientProvider>,
  );
};
const submit = () => userEvent.click(screen.getByRole('button', { name: 'Log in' }));

describe('the log-in form', () => {
  it('says at the field and in a summary what is missing', async () => {
    show();
    await submit();
    expect(document.activeElement).toBe(screen.getByRole('alert'));
    expect(screen.getByRole('link', { name: 'Enter your password.' }).getAttribute('href')).toBe('#password');
    const email = screen.getByLabelText('E-mail');
    expect(email.getAttribute('aria-invalid')).toBe('true');
    expect(document.getElementById(email.getAttribute('aria-describedby') ?? '')?.textContent).toBe('Enter your e-mail address.');
  });

  it('lets a password manager know its fields', () => {
    show();
    expect(screen.getByLabelText('E-mail').getAttribute('autocomplete')).toBe('username');
    expect(screen.getByLabelText('Password').getAttribute('autocomplete')).toBe('current-password');
  });

  it('shows and hides the password', async () => {
    show();
    const password = screen.getByLabelText('Password');
    await userEvent.click(screen.getByRole('button', { name: 'Show the password' }));
    expect(password.getAttribute('type')).toBe('text');
    await userEvent.click(screen.getByRole('button', { name: 'Hide the password' }));
    expect(password.getAttribute('type')).toBe('password');
  });

  it('tells what the server said', async () => {
    vi.stubGlobal('fetch', () =>
      Promise.resolve(
        new Response(JSON.stringify({ type: '/problems/wrong', title: 'That log-in is not right', status: 401, detail: 'No match.', cure: 'Try again.', instance: 'r-7' }), {
          status: 401,
          headers: { 'Content-Type': 'application/problem+json' },
        }),
      ),
    );
    show();
    await userEvent.type(screen.getByLabelText('E-mail'), 'ana@example.com');
    await userEvent.type(screen.getByLabelText('Password'), 'wrong');
    await submit();
    expect((await screen.findByRole('alert')).textContent).toContain('That log-in is not right');
    expect(screen.getByRole('alert').textContent).toContain('r-7');
  });
});
