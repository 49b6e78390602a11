'use client';

export { MayPage as Client } from '@/components/bookings/may-page.tsx';
