'use client';

import { BookingPage } from '@/components/bookings/booking-page.tsx';

export const Client = ({ id }: { id: string }) => <BookingPage bookingId={id} />;
