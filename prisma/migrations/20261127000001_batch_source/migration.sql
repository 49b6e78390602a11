ALTER TYPE "GenerationSource" ADD VALUE 'batch';
