import { expect, PHONE, test } from './fixtures/test.ts';

const GLM = {
  model_type: 'glm4_moe',
  hidden_size: 4096,
  head_dim: 128,
  intermediate_size: 10_944,
  moe_intermediate_size: 1408,
  num_attention_heads: 96,
  num_key_value_heads: 8,
  num_hidden_layers: 47,
  n_routed_experts: 128,
  num_experts_per_tok: 8,
  first_k_dense_replace: 1,
  vocab_size: 151_552,
  quantization: { group_size: 64, bits: 8 },
};
const INDEX = { metadata: { total_size: 113.7e9 }, weight_map: { 'model.layers.45.x': 'a.safetensors' } };

for (const [where, device] of [['on a desk'], ['on a phone', PHONE]] as const) {
  test(`models ${where}: from what is on the Macs to What fits, and through the catalogue`, async ({
    openAs,
  }) => {
    const page = await openAs('viewer', device);
    await page.goto('/models');
    await page.getByRole('link', { name: 'Kimi K2 Thinking 4-bit' }).click();
    await expect(page).toHaveURL(/model=played/);
    const panel = page.getByRole('complementary', { name: 'About Kimi K2 Thinking 4-bit' });
    await expect(panel.getByText('By tensors over 3, 5, 6 or 7')).toBeVisible();
    await expect(panel.getByText('No session runs it now.')).toBeVisible();
    await panel.getByRole('link', { name: 'What fits' }).click();
    await expect(page.getByRole('button', { name: 'Model: Kimi K2 Thinking 4-bit' })).toBeVisible();
    await page.goto('/models/catalogue');
    await page.getByRole('searchbox', { name: 'Search' }).fill('gpt oss');
    await expect(page.getByRole('heading', { level: 2 })).toHaveText(['gpt-oss 120b', 'gpt-oss 20b']);
    await page.getByLabel('Splits').selectOption({ label: 'By layers' });
    await expect(page.getByText('No such model')).toBeVisible();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByText('Sources of Kimi K2 Thinking').click();
    await expect(
      page.getByRole('link', { name: 'mlx-community/Kimi-K2-Thinking', exact: true }),
    ).toBeVisible();
  });
}

test('a pasted config is read, its lie named, kept, planned with, removed and brought back', async ({
  openAs,
}) => {
  const page = await openAs('member');
  await page.goto('/models');
  await page.getByRole('link', { name: 'Read a config…' }).click();
  const sheet = page.getByRole('dialog', { name: 'A model that is not in the list' });
  await sheet.getByRole('button', { name: 'Read', exact: true }).click();
  await expect(sheet.getByLabel('Name or address')).toBeFocused();
  await sheet.getByLabel('Name or address').fill('Mine of glass');
  await sheet.getByLabel('Or its config.json').fill('{"model_type":');
  await sheet.getByRole('button', { name: 'Read', exact: true }).click();
  await expect(sheet.getByText(/What stands under config\.json is no JSON/)).toBeVisible();
  await sheet.getByLabel('Or its config.json').fill(JSON.stringify(GLM));
  await sheet.getByLabel(/index\.json, if you have it/).fill(JSON.stringify(INDEX));
  await sheet.getByRole('button', { name: 'Read', exact: true }).click();
  await expect(sheet.getByText('config.json says 47 layers; its weights have 46.')).toBeVisible();
  await sheet.getByRole('button', { name: 'Keep it and plan with it' }).click();
  const pick = page.getByRole('button', { name: 'Model: Mine of glass' });
  await expect(pick).toBeVisible();
  await expect(sheet).toHaveCount(0);
  const remove = page.getByRole('button', { name: 'Remove Mine of glass from the list' });
  await remove.click();
  await expect(page.getByText('The lab does not keep this model any more.')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(pick).toBeVisible();
  await remove.click();
  await expect(remove).toHaveCount(0);
});

test('a model is copied to a Mac that lacks it, is seen to come, and is cancelled', async ({ openAs }) => {
  const page = await openAs('member');
  await page.goto('/models');
  await page.getByRole('link', { name: 'DeepSeek V3.1 4-bit' }).click();
  const panel = page.getByRole('complementary', { name: 'About DeepSeek V3.1 4-bit' });
  await panel.getByRole('button', { name: 'Copy to…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Copy DeepSeek V3.1 4-bit to…' });
  await expect(dialog.getByText(/over a Thunderbolt cable, 80 Gb\/s/)).toBeVisible();
  await dialog.getByRole('checkbox', { name: /Concorde/ }).check();
  await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
  const copy = page.getByRole('region', { name: 'Copying' }).getByRole('listitem');
  await expect(copy.getByText(/file \d+ of 77: model-000/)).toBeVisible();
  await expect(page.getByRole('button', { name: /Concorde: copying, \d+/ })).toBeVisible();
  await copy.getByRole('button', { name: 'Cancel…' }).click();
  await page.getByRole('button', { name: 'Cancel copy' }).click();
  await expect(page.getByText('Nothing is being copied now.')).toBeVisible();
  await expect(page.getByRole('button', { name: /Concorde: copying/ })).toHaveCount(0);
});
