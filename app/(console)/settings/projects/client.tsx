'use client';

export { ProjectsPage as Client } from '@/components/team/projects-page.tsx';
