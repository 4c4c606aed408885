// Whether somebody is there: hours by weekday, holidays, and the time zone they are meant in.
const timeZone = 'Europe/Berlin';
const hours: Record<string, [from: string, to: string]> = {
  Mon: ['09:00', '17:00'],
  Tue: ['09:00', '17:00'],
  Wed: ['09:00', '17:00'],
  Thu: ['09:00', '17:00'],
  Fri: ['09:00', '15:00'],
};
const holidays = new Set(['2026-12-25', '2027-01-01']);

const format = new Intl.DateTimeFormat('en-GB', {
  timeZone,
  weekday: 'short',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

export function isOpen(now: Date): boolean {
  const part = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
  const [from, to] = hours[part.weekday ?? ''] ?? ['', ''];
  const time = `${part.hour}:${part.minute}`;
  return from <= time && time < to && !holidays.has(`${part.year}-${part.month}-${part.day}`);
}
