/** The ways to book, as the tabs of their pages; what is looked for stays in the first one's address. */
export const bookTabs = (current: 'find' | 'may', findHref = '/bookings/book') => [
  { href: findHref, label: 'Find a set', current: current === 'find' },
  { href: '/bookings?book=1', label: 'Choose Macs yourself', current: false },
  { href: '/bookings/may', label: 'What may I book?', current: current === 'may' },
  { href: '/bookings', label: 'Timeline', current: false },
];
