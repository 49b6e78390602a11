'use client';

export { ModelsPage as Client } from '@/components/models/models-page.tsx';
