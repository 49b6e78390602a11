'use client';

export { RegisterPage as Client } from '@/components/register/register-page.tsx';
