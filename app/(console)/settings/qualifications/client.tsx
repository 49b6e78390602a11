'use client';

export { QualificationsPage as Client } from '@/components/team/qualifications-page.tsx';
