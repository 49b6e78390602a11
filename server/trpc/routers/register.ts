import * as z from 'zod';
import {
  CustomField,
  ListCustomFieldsInput,
  RetireCustomFieldInput,
  SaveCustomFieldInput,
} from '@/shared/schemas/custom-field.ts';
import {
  BulkEdited,
  BulkEditInput,
  BulkPreview,
  ListChoicesInput,
  ListRentalsInput,
  ListViewsInput,
  Choices,
  PreviewBulkEditInput,
  RenameViewInput,
  RentalRow,
  SavedView,
  SaveViewInput,
} from '@/shared/schemas/register-page.ts';
import { LabelSheet, ReadLabelsInput } from '@/shared/schemas/register-labels.ts';
import { Asset, EditMachineInput, ListAssetsInput } from '@/shared/schemas/register.ts';
import { Id } from '@/shared/schemas/units.ts';
import {
  bulkEdit,
  deleteView,
  editMachine,
  getAsset,
  listAssets,
  listCustomFields,
  listChoices,
  listRentals,
  listViews,
  previewBulkEdit,
  readLabels,
  renameView,
  retireCustomField,
  saveCustomField,
  saveView,
} from '../../modules/register/index.ts';
import { procedure, router } from '../init.ts';

/** The machines as the lab's assets: what people enter of them. */
export const registerRouter = router({
  list: procedure
    .input(ListAssetsInput)
    .output(z.array(Asset))
    .query(({ ctx, input }) => listAssets(ctx, input)),
  get: procedure
    .input(z.object({ id: Id }))
    .output(Asset)
    .query(({ ctx, input }) => getAsset(ctx, input)),
  edit: procedure
    .input(EditMachineInput)
    .output(Asset)
    .mutation(({ ctx, input }) => editMachine(ctx, input)),
  customFields: procedure
    .input(ListCustomFieldsInput)
    .output(z.array(CustomField))
    .query(({ ctx, input }) => listCustomFields(ctx, input)),
  saveCustomField: procedure
    .input(SaveCustomFieldInput)
    .output(CustomField)
    .mutation(({ ctx, input }) => saveCustomField(ctx, input)),
  retireCustomField: procedure
    .input(RetireCustomFieldInput)
    .mutation(({ ctx, input }) => retireCustomField(ctx, input)),
  choices: procedure
    .input(ListChoicesInput)
    .output(Choices)
    .query(({ ctx, input }) => listChoices(ctx, input)),
  rentals: procedure
    .input(ListRentalsInput)
    .output(z.array(RentalRow))
    .query(({ ctx, input }) => listRentals(ctx, input)),
  views: procedure
    .input(ListViewsInput)
    .output(z.array(SavedView))
    .query(({ ctx, input }) => listViews(ctx, input)),
  saveView: procedure
    .input(SaveViewInput)
    .output(SavedView)
    .mutation(({ ctx, input }) => saveView(ctx, input)),
  renameView: procedure
    .input(RenameViewInput)
    .output(SavedView)
    .mutation(({ ctx, input }) => renameView(ctx, input)),
  deleteView: procedure.input(z.object({ id: Id })).mutation(({ ctx, input }) => deleteView(ctx, input)),
  /** A mutation, since what is asked for may be too long for an address; it writes nothing. */
  previewBulkEdit: procedure
    .input(PreviewBulkEditInput)
    .output(BulkPreview)
    .mutation(({ ctx, input }) => previewBulkEdit(ctx, input)),
  bulkEdit: procedure
    .input(BulkEditInput)
    .output(BulkEdited)
    .mutation(({ ctx, input }) => bulkEdit(ctx, input)),
  labels: procedure
    .input(ReadLabelsInput)
    .output(LabelSheet)
    .query(({ ctx, input }) => readLabels(ctx, input)),
});
