'use client';

export { BookingsPage as Client } from '@/components/bookings/bookings-page.tsx';
