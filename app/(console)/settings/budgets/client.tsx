'use client';

export { BudgetsPage as Client } from '@/components/team/budgets-page.tsx';
