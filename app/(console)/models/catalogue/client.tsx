'use client';

export { CataloguePage as Client } from '@/components/models/catalogue-page.tsx';
