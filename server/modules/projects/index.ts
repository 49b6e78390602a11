export { archiveProject } from './archive-project.ts';
export { listProjectChoices } from './list-project-choices.ts';
export { listProjects } from './list-projects.ts';
export { saveProject } from './save-project.ts';
export { readBudgets } from './read-budgets.ts';
