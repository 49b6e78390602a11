'use client';

export { LabelsPage as Client } from '@/components/register/labels-page.tsx';
