-- Transcription of the statements of seed 000 (its comments left out): the authority on names, types, defaults and value sets of the
-- content module. The inventory test runs it in a schema of its own and compares what PostgreSQL made of it with ours.

CREATE TABLE profiles (
  id UUID PRIMARY KEY REFERENCES auth.users(id) ON DELETE CASCADE,
  email TEXT NOT NULL,
  display_name TEXT,
  role TEXT NOT NULL DEFAULT 'user' CHECK (role IN ('user', 'admin')),
  avatar_url TEXT,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE OR REPLACE FUNCTION handle_new_user()
RETURNS TRIGGER AS $$
BEGIN
  INSERT INTO profiles (id, email, display_name)
  VALUES (NEW.id, NEW.email, NEW.raw_user_meta_data->>'display_name');
  RETURN NEW;
END;
$$ LANGUAGE plpgsql SECURITY DEFINER;
CREATE TRIGGER on_auth_user_created
  AFTER INSERT ON auth.users
  FOR EACH ROW EXECUTE FUNCTION handle_new_user();

CREATE TABLE workflow_templates (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  slug TEXT UNIQUE NOT NULL,
  name TEXT NOT NULL,
  description TEXT,
  type TEXT NOT NULL,
  depth TEXT NOT NULL DEFAULT 'standard',
  tags TEXT[] DEFAULT '{}',
  what_you_get JSONB DEFAULT '[]',
  estimated_time TEXT,
  step_count INTEGER,
  is_featured BOOLEAN DEFAULT false,
  is_active BOOLEAN DEFAULT true,
  sort_order INTEGER DEFAULT 0,
  created_by UUID REFERENCES profiles(id),
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX idx_templates_slug ON workflow_templates(slug);
CREATE INDEX idx_templates_type ON workflow_templates(type);
CREATE INDEX idx_templates_active ON workflow_templates(is_active) WHERE is_active = true;

CREATE TABLE specs (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  template_id UUID NOT NULL REFERENCES workflow_templates(id),
  version TEXT NOT NULL,
  version_hash TEXT,
  intent_schema JSONB NOT NULL DEFAULT '[]',
  stages JSONB NOT NULL DEFAULT '[]',
  qa_config JSONB NOT NULL DEFAULT '{}',
  output_guarantees JSONB DEFAULT '[]',
  cost_profile JSONB DEFAULT '{}',
  artifact_type TEXT,
  output_formats TEXT[] DEFAULT '{}',
  is_active BOOLEAN DEFAULT true,
  visibility TEXT DEFAULT 'system',
  created_by UUID REFERENCES profiles(id),
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  UNIQUE(template_id, version)
);
CREATE INDEX idx_specs_template ON specs(template_id);
CREATE INDEX idx_specs_active ON specs(is_active) WHERE is_active = true;

CREATE TABLE runs (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  spec_id UUID NOT NULL REFERENCES specs(id),
  user_id UUID NOT NULL REFERENCES profiles(id),
  intent JSONB NOT NULL,
  project_slug TEXT NOT NULL,
  display_name TEXT,
  status TEXT NOT NULL DEFAULT 'pending'
    CHECK (status IN ('pending', 'running', 'paused', 'completed', 'failed', 'cancelled')),
  current_gate TEXT,
  pause_reason TEXT,
  total_gates INTEGER DEFAULT 0,
  gates_passed INTEGER DEFAULT 0,
  gates_failed INTEGER DEFAULT 0,
  total_tokens_in INTEGER DEFAULT 0,
  total_tokens_out INTEGER DEFAULT 0,
  total_cost_usd NUMERIC(10, 4) DEFAULT 0,
  started_at TIMESTAMPTZ,
  completed_at TIMESTAMPTZ,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX idx_runs_user ON runs(user_id);
CREATE INDEX idx_runs_spec ON runs(spec_id);
CREATE INDEX idx_runs_status ON runs(status);
CREATE INDEX idx_runs_created ON runs(created_at DESC);

CREATE TABLE gate_executions (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  run_id UUID NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
  gate_id TEXT NOT NULL,
  gate_name TEXT NOT NULL,
  phase TEXT,
  gate_order INTEGER NOT NULL,
  agent_slug TEXT,
  model_id TEXT,
  model_provider TEXT,
  status TEXT NOT NULL DEFAULT 'pending'
    CHECK (status IN ('pending', 'running', 'passed', 'failed', 'skipped', 'warning')),
  attempt_number INTEGER NOT NULL DEFAULT 1,
  max_attempts INTEGER DEFAULT 3,
  prompt_packet TEXT,
  raw_output TEXT,
  validation_results JSONB DEFAULT '[]',
  fail_codes TEXT[] DEFAULT '{}',
  tokens_in INTEGER DEFAULT 0,
  tokens_out INTEGER DEFAULT 0,
  cost_usd NUMERIC(10, 4) DEFAULT 0,
  duration_ms INTEGER DEFAULT 0,
  started_at TIMESTAMPTZ,
  completed_at TIMESTAMPTZ,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX idx_gate_exec_run ON gate_executions(run_id);
CREATE INDEX idx_gate_exec_status ON gate_executions(status);
CREATE INDEX idx_gate_exec_gate ON gate_executions(gate_id);
CREATE INDEX idx_gate_exec_run_order ON gate_executions(run_id, gate_order);

CREATE TABLE artifacts (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  run_id UUID NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
  gate_execution_id UUID REFERENCES gate_executions(id),
  file_name TEXT NOT NULL,
  file_path TEXT,
  content_type TEXT,
  content TEXT,
  content_hash TEXT,
  size_bytes INTEGER DEFAULT 0,
  storage_url TEXT,
  artifact_type TEXT,
  gate_id TEXT,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX idx_artifacts_run ON artifacts(run_id);
CREATE INDEX idx_artifacts_gate ON artifacts(gate_execution_id);
CREATE INDEX idx_artifacts_type ON artifacts(artifact_type);

CREATE TABLE models (
  id TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  display_name TEXT NOT NULL,
  tier TEXT NOT NULL CHECK (tier IN ('top', 'mid', 'low')),
  input_cost_per_1k NUMERIC(10, 6),
  output_cost_per_1k NUMERIC(10, 6),
  max_context_tokens INTEGER,
  supports_tools BOOLEAN DEFAULT false,
  supports_streaming BOOLEAN DEFAULT true,
  supports_structured_output BOOLEAN DEFAULT false,
  is_active BOOLEAN DEFAULT true,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

INSERT INTO models (id, provider, display_name, tier, input_cost_per_1k, output_cost_per_1k, max_context_tokens, supports_tools, supports_structured_output) VALUES
  ('claude-opus-4', 'anthropic', 'Claude Opus 4', 'top', 0.015, 0.075, 200000, true, true),
  ('claude-sonnet-4', 'anthropic', 'Claude Sonnet 4', 'mid', 0.003, 0.015, 200000, true, true),
  ('claude-haiku-3.5', 'anthropic', 'Claude Haiku 3.5', 'low', 0.0008, 0.004, 200000, true, true),
  ('gpt-5.3', 'openai', 'GPT-5.3', 'top', 0.010, 0.030, 128000, true, true),
  ('gpt-4o', 'openai', 'GPT-4o', 'mid', 0.005, 0.015, 128000, true, true),
  ('gpt-4o-mini', 'openai', 'GPT-4o Mini', 'low', 0.0003, 0.0012, 128000, true, true),
  ('o3', 'openai', 'O3 (Reasoning)', 'top', 0.010, 0.040, 200000, true, true),
  ('o3-mini', 'openai', 'O3 Mini', 'mid', 0.0011, 0.0044, 200000, true, true),
  ('gemini-2.5-pro', 'google', 'Gemini 2.5 Pro', 'mid', 0.0035, 0.014, 1000000, true, true),
  ('gemini-2.5-flash', 'google', 'Gemini 2.5 Flash', 'low', 0.0005, 0.0015, 1000000, true, true);

ALTER TABLE runs ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Users see own runs" ON runs FOR SELECT USING (
  user_id = auth.uid() OR
  EXISTS (SELECT 1 FROM profiles WHERE id = auth.uid() AND role = 'admin')
);
CREATE POLICY "Users create own runs" ON runs FOR INSERT WITH CHECK (
  user_id = auth.uid()
);
ALTER TABLE gate_executions ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Via run ownership" ON gate_executions FOR SELECT USING (
  EXISTS (
    SELECT 1 FROM runs WHERE runs.id = gate_executions.run_id
    AND (runs.user_id = auth.uid() OR EXISTS (SELECT 1 FROM profiles WHERE id = auth.uid() AND role = 'admin'))
  )
);
ALTER TABLE artifacts ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Via run ownership" ON artifacts FOR SELECT USING (
  EXISTS (
    SELECT 1 FROM runs WHERE runs.id = artifacts.run_id
    AND (runs.user_id = auth.uid() OR EXISTS (SELECT 1 FROM profiles WHERE id = auth.uid() AND role = 'admin'))
  )
);
ALTER TABLE workflow_templates ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Public read" ON workflow_templates FOR SELECT USING (is_active = true);
CREATE POLICY "Admin write" ON workflow_templates FOR ALL USING (
  EXISTS (SELECT 1 FROM profiles WHERE id = auth.uid() AND role = 'admin')
);
ALTER TABLE specs ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Public read" ON specs FOR SELECT USING (is_active = true);
CREATE POLICY "Admin write" ON specs FOR ALL USING (
  EXISTS (SELECT 1 FROM profiles WHERE id = auth.uid() AND role = 'admin')
);
ALTER TABLE models ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Public read" ON models FOR SELECT USING (is_active = true);
CREATE POLICY "Admin write" ON models FOR ALL USING (
  EXISTS (SELECT 1 FROM profiles WHERE id = auth.uid() AND role = 'admin')
);
