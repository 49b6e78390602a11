'use client';

export { ChargesPage as Client } from '@/components/bookings/charges-page.tsx';
