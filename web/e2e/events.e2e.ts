/** An event from its first word to its live board: by the provider, and by those whom it calls. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { logIn, settled, startPortal, type Portal } from './portal';
import { ADMIN, ask, DAY, drawUp, expectAccessible, HOUR, MEMBER, openAt, PATIENCE, press, tabTo, wholeHour } from './programme';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal();
});
afterAll(async () => {
  await portal.stop();
});

describe('The system administrator', () => {
  test('draws up an event with the keyboard alone, sees what will go out, and schedules it', async () => {
    const { page, context, complaints } = await openAt(portal, ADMIN, '/events');
    await press(page, 'New event', 'link');
    await settled(page);
    await press(page, 'Continue');
    await page.getByText('Choose the programme.').waitFor();
    await page.keyboard.press('Shift+Tab');
    await tabTo(page, page.getByRole('combobox', { name: 'Programme' }));
    await page.keyboard.type('Peak');
    await tabTo(page, page.getByLabel('Name'));
    await page.keyboard.type('By keyboard');
    await press(page, 'Continue');
    await page.getByText('The event lasts 2 h.').waitFor();
    await press(page, 'Continue');
    await tabTo(page, page.getByLabel('Message'));
    await page.keyboard.type('Thank you for helping.');
    await press(page, 'Save and look it over');
    await page.getByText('The draft is saved. Nobody has been told of it.').waitFor();
    await page.getByText(/^43 meters with .* nominated would be called\./).waitFor();
    await page.getByRole('row', { name: /^Standby: the event is coming/ }).first().waitFor();

    await press(page, 'Schedule …');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Schedule', exact: true }).click();
    await page.waitForURL(/\/events\/\d+$/);
    await settled(page);
    expect(await page.locator('[aria-current=step]').innerText()).toMatch(/^Scheduled/);
    await page.getByText('Thank you for helping.').waitFor();

    await press(page, 'Cancel event');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the event' }).click();
    await page.getByText('Give a reason.').waitFor();
    await page.getByRole('dialog').getByLabel('Reason').fill('The peak will not come.');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the event' }).click();
    await page.getByText('This event was cancelled. The peak will not come.').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('is told at the field what the server does not take, and which hour of a long day is meant', async () => {
    const { page, context } = await openAt(portal, ADMIN, '/events/new');
    await page.getByRole('combobox', { name: 'Programme' }).selectOption({ label: 'Peak days' });
    await page.getByLabel('Name').fill('A night in autumn');
    await page.getByRole('button', { name: 'Continue' }).click();
    // The clock skips 2:30 in the night of 14 March 2027.
    await page.getByLabel('First day').fill('2027-03-14');
    await page.getByLabel('Start', { exact: true }).fill('02:30');
    await page.getByLabel('End', { exact: true }).fill('04:00');
    await page.getByText(/The clock changes within this day/).waitFor();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Save and look it over' }).click();
    await page.waitForURL(/step=when/);
    await expect.poll(() => page.getByLabel('Start', { exact: true }).getAttribute('aria-invalid')).toBe('true');

    // It shows 1:30 twice in the night of 1 November 2026; a year later that is 7 November.
    await page.getByLabel('First day').fill('2027-11-07');
    await page.getByLabel('Start', { exact: true }).fill('01:30');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Save and look it over' }).click();
    await page.getByText(/the clock shows the start twice\. Meant is 1:30 AM CDT/).waitFor();
    await page.getByRole('button', { name: 'Mean 1:30 AM CST' }).click();
    await page.getByText(/Meant is 1:30 AM CST/).waitFor();
    await page.getByRole('link', { name: 'Keep as draft' }).click();
    await page.getByRole('button', { name: 'Delete draft' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete draft' }).click();
    await page.waitForURL(/\/events$/);
    expect(await page.getByText('A night in autumn').count()).toBe(0);
    await context.close();
  });

  test('finds an event in the calendar, by month, with the keyboard', async () => {
    const { page, context } = await openAt(portal, ADMIN, '/events?view=calendar');
    const { rows } = await ask<{ rows: { id: number; name: string; start_local: string }[] }>(portal, page, '/api/events?state=done&sort=-start');
    const [last] = rows;
    if (!last) throw new Error('the demonstration has no event');
    const month = last.start_local.slice(0, 7);
    for (let i = 0; i < 24 && !page.url().includes(`month=${month}`); ++i) await press(page, 'Previous month');
    await press(page, new RegExp(`^${last.name}`), 'link');
    await page.waitForURL(new RegExp(`/events/${last.id}$`));
    await context.close();
  });

  test('enters an outage of one meter, and removes it', async () => {
    const { page, context } = await openAt(portal, ADMIN, '/programs');
    await page.getByRole('link', { name: 'Outage days' }).click();
    await settled(page);
    const { meters } = await ask<{ meters: { id: string }[] }>(portal, page, '/api/entity/meters');
    const number = meters[0]?.id ?? '';
    await page.getByRole('button', { name: 'Enter an outage' }).first().click();
    const dialog = page.getByRole('dialog');
    const enter = dialog.getByRole('button', { name: 'Enter an outage' });
    await enter.click();
    expect(await dialog.getByText('This is needed.').count()).toBe(2);
    await dialog.getByLabel('Meters').fill(`${number} 00`);
    await dialog.getByLabel('First day').fill('2026-07-03');
    await dialog.getByLabel('Reason').fill('Storm');
    await enter.click();
    await dialog.getByText('There is no meter').waitFor();
    await dialog.getByLabel('Meters').fill(number);
    await enter.click();
    await page.getByText('1 outage entered.').waitFor();
    await page.getByRole('button', { name: /^Remove the outage of/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('The outage was removed.').waitFor();
    await page.getByText('No outage has been entered').waitFor();
    await context.close();
  });

  test('changes the terms, and reads in the versions what was changed', async () => {
    const { page, context } = await openAt(portal, ADMIN, '/programs');
    await page.getByRole('link', { name: 'New programme' }).click();
    await settled(page);
    await page.getByRole('button', { name: 'Create the programme' }).click();
    await page.getByRole('alert').getByText('Choose the baseline method.').waitFor();
    await page.getByLabel('Name').fill('Reserve');
    await page.getByLabel('Method', { exact: true }).selectOption('high-5-of-10');
    await page.getByRole('radio', { name: /^Kilowatts held ready/ }).check();
    await page.getByLabel('Rate, dollars for a kW').fill('18');
    await page.getByLabel('Paid at most, % of the nomination').fill('120');
    await page.getByRole('button', { name: 'Create the programme' }).click();
    await page.getByText('120 % of the nomination').waitFor();
    await page.getByRole('link', { name: 'Change', exact: true }).click();
    await settled(page);
    await page.getByLabel('Rate, dollars for a kW').fill('19.50');
    await page.getByLabel('Why the terms are so').fill('As agreed for 2027');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Rate: $18.00 /kW a season → $19.50 /kW a season').waitFor();
    await page.getByText('As agreed for 2027').waitFor();

    await page.getByRole('link', { name: 'Enrolments' }).click();
    await settled(page);
    await page.getByRole('button', { name: 'Enrol meters' }).first().click();
    const dialog = page.getByRole('dialog');
    const { meters } = await ask<{ meters: { id: string }[] }>(portal, page, '/api/entity/meters');
    const [first, second] = meters;
    await dialog.getByLabel('Enrolments', { exact: true }).fill(`meter_id,nomination_kw\n${first?.id},12.5\n00,1`);
    await dialog.getByRole('button', { name: 'Check' }).click();
    await dialog.getByText('1 line cannot be taken. Nobody was enrolled.').waitFor();
    await dialog.getByLabel('Enrolments', { exact: true }).fill(`meter_id,nomination_kw\n${first?.id},12.5\n${second?.id},3`);
    await dialog.getByRole('button', { name: 'Check' }).click();
    await dialog.getByText('2 meters can be enrolled. Nobody has been enrolled yet.').waitFor();
    await dialog.getByRole('button', { name: 'Enrol 2 meters' }).click();
    await page.getByText('2 meters enrolled.').waitFor();

    await page.getByRole('button', { name: `Change the enrolment of meter ${first?.id}` }).click();
    await page.getByRole('dialog').getByLabel('Nomination, kW').fill('15');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('cell', { name: '15 kW' }).waitFor();
    await context.close();
  });
});

describe('A member', () => {
  test('sees the event that calls its meters, opts one out with a reason, and in again', async () => {
    const admin = await openAt(portal, ADMIN, '/events');
    const from = wholeHour() + 2 * DAY;
    await drawUp(portal, admin.page, { name: 'For members', from, to: from + 2 * HOUR });
    await admin.page.getByRole('button', { name: 'Schedule …' }).click();
    await admin.page.getByRole('dialog').getByRole('button', { name: 'Schedule', exact: true }).click();
    await admin.page.waitForURL(/\/events\/\d+$/);

    const { page, context, complaints } = await openAt(portal, MEMBER, '/events');
    await page.getByRole('link', { name: 'For members' }).click();
    await settled(page);
    await page.getByText(/^You may opt out for another 1 day/).waitFor();
    expect(await page.getByText('Who was told what').count()).toBe(0);
    await press(page, /^Opt meter .* out$/);
    await page.getByRole('dialog').getByLabel('Reason').fill('The gym has a tournament');
    await page.getByRole('dialog').getByRole('button', { name: 'Opt out' }).click();
    await page.getByText('Opted out: The gym has a tournament').waitFor();

    await admin.page.reload();
    await settled(admin.page);
    await expect.poll(() => admin.page.getByText('The gym has a tournament').count(), PATIENCE).toBe(1);

    await press(page, /^Take part again with meter/);
    await page.getByText(/takes part again\.$/).waitFor();
    expect(await page.getByText('Opted out: The gym has a tournament').count()).toBe(0);
    expect(complaints).toEqual([]);
    await context.close();
    await admin.context.close();
  });
});

interface BoardAnswer {
  rows: { meter: string; actual_kw: number | null }[];
  series: { start_utc: number; interval_s: number };
  totals: { actual_kw: number; reduction_kw: number };
}

describe('While an event is running', () => {
  test('the live board follows the readings without being asked', async () => {
    const { page, context, complaints } = await openAt(portal, ADMIN, '/events');
    const from = wholeHour() - 2 * HOUR;
    await drawUp(portal, page, { name: 'Running now', from, to: from + 6 * HOUR });
    await page.getByRole('button', { name: 'Schedule …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Schedule', exact: true }).click();
    await dialog.getByText('The programme promises notice 120 minutes before the start.').waitFor();
    await dialog.getByRole('checkbox', { name: /^Call it all the same/ }).check();
    await dialog.getByRole('button', { name: 'Schedule', exact: true }).click();
    await page.waitForURL(/\/events\/\d+$/);
    await page.getByRole('heading', { name: 'Live board' }).waitFor(PATIENCE);
    await settled(page);

    const address = `/api${new URL(page.url()).pathname}/board?page_size=200`;
    const before = await ask<BoardAnswer>(portal, page, address);
    const measured = before.rows.find(({ actual_kw }) => actual_kw !== null && actual_kw > 5);
    if (!measured) throw new Error('no meter of the event has readings');
    const use = page.locator('dl > div', { hasText: 'Use so far' }).locator('dd');
    const shown = await use.innerText();

    // A correction of the first half-hour, in the meter's own intervals.
    const data = await ask<{ meter: { interval_s: number } }>(portal, page, `/api/vis/meter_data/${measured.meter}`);
    const lines = Array.from({ length: 1800 / data.meter.interval_s }, (_, i) => {
      const start = new Date((before.series.start_utc + i * data.meter.interval_s) * 1000).toISOString();
      return `${measured.meter},${start},${data.meter.interval_s},0`;
    });
    await portal.send(`meter,start_utc,seconds,wh\n${lines.join('\n')}\n`);
    await expect.poll(async () => (await ask<BoardAnswer>(portal, page, address)).totals.actual_kw, PATIENCE).toBeLessThan(before.totals.actual_kw);
    await expect.poll(() => use.innerText(), PATIENCE).not.toBe(shown);

    await page.getByText('As a table').click();
    expect(await page.getByRole('table', { name: 'Baseline and use, all meters together' }).getByRole('row').count()).toBeGreaterThan(12);
    expect(complaints.filter((text) => !text.includes('409'))).toEqual([]);
    await context.close();
  });
});

const PROGRAMME_PAGES = ['/outages', '/programs', '/programs/1', '/programs/1/edit', '/programs/1/enrolments'];
const EVENT_PAGES = ['/events', '/events?view=calendar', '/events/new', '/events/new?step=when', '/events/new?step=whom'];

describe.each([1440, 390])('At %d px', (width) => {
  describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
    const open = async () => {
      const { page, context } = await portal.open({ viewport: { width, height: 844 }, colorScheme });
      await logIn(page, portal.base, ADMIN);
      return { page, context };
    };

    test('axe finds nothing on the pages of programmes', async () => {
      const { page, context } = await open();
      await expectAccessible(portal, page, PROGRAMME_PAGES);
      await context.close();
    });

    test('axe finds nothing on the lists and forms of events', async () => {
      const { page, context } = await open();
      await expectAccessible(portal, page, EVENT_PAGES);
      await context.close();
    });

    test('axe finds nothing on the page of an event, however far it has come', async () => {
      const { page, context } = await open();
      const { rows } = await ask<{ rows: { id: number; state: string }[] }>(portal, page, '/api/events?page_size=200');
      const states = ['scheduled', 'active', 'done', 'cancelled'].map((state) => rows.find((event) => event.state === state)?.id);
      expect(states).not.toContain(undefined);
      const [scheduled] = states;
      await expectAccessible(portal, page, [...states.map((id) => `/events/${id}`), `/events/${scheduled}?view=notices`]);
      await context.close();
    });
  });
});
