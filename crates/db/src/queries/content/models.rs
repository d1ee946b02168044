// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug, Clone, PartialEq)]
pub struct ListModels {
    pub id: String,
    pub provider: String,
    pub display_name: String,
    pub tier: String,
    pub input_cost_per_1k: Option<f64>,
    pub output_cost_per_1k: Option<f64>,
    pub max_context_tokens: Option<i32>,
    pub supports_tools: bool,
    pub supports_streaming: bool,
    pub supports_structured_output: bool,
    pub is_active: bool,
}
pub struct ListModelsBorrowed<'a> {
    pub id: &'a str,
    pub provider: &'a str,
    pub display_name: &'a str,
    pub tier: &'a str,
    pub input_cost_per_1k: Option<f64>,
    pub output_cost_per_1k: Option<f64>,
    pub max_context_tokens: Option<i32>,
    pub supports_tools: bool,
    pub supports_streaming: bool,
    pub supports_structured_output: bool,
    pub is_active: bool,
}
impl<'a> From<ListModelsBorrowed<'a>> for ListModels {
    fn from(
        ListModelsBorrowed {
            id,
            provider,
            display_name,
            tier,
            input_cost_per_1k,
            output_cost_per_1k,
            max_context_tokens,
            supports_tools,
            supports_streaming,
            supports_structured_output,
            is_active,
        }: ListModelsBorrowed<'a>,
    ) -> Self {
        Self {
            id: id.into(),
            provider: provider.into(),
            display_name: display_name.into(),
            tier: tier.into(),
            input_cost_per_1k,
            output_cost_per_1k,
            max_context_tokens,
            supports_tools,
            supports_streaming,
            supports_structured_output,
            is_active,
        }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct ListModelsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ListModelsBorrowed, tokio_postgres::Error>,
    mapper: fn(ListModelsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ListModelsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ListModelsBorrowed) -> R) -> ListModelsQuery<'c, 'a, 's, C, R, N> {
        ListModelsQuery {
            client: self.client,
            params: self.params,
            query: self.query,
            cached: self.cached,
            extractor: self.extractor,
            mapper,
        }
    }
    pub async fn one(self) -> Result<T, tokio_postgres::Error> {
        let row = crate::client::async_::one(self.client, self.query, &self.params, self.cached).await?;
        Ok((self.mapper)((self.extractor)(&row)?))
    }
    pub async fn all(self) -> Result<Vec<T>, tokio_postgres::Error> {
        self.iter().await?.try_collect().await
    }
    pub async fn opt(self) -> Result<Option<T>, tokio_postgres::Error> {
        let opt_row = crate::client::async_::opt(self.client, self.query, &self.params, self.cached).await?;
        Ok(opt_row
            .map(|row| {
                let extracted = (self.extractor)(&row)?;
                Ok((self.mapper)(extracted))
            })
            .transpose()?)
    }
    pub async fn iter(self) -> Result<impl futures::Stream<Item = Result<T, tokio_postgres::Error>> + 'c, tokio_postgres::Error> {
        let stream = crate::client::async_::raw(self.client, self.query, crate::slice_iter(&self.params), self.cached).await?;
        let mapped = stream
            .map(move |res| {
                res.and_then(|row| {
                    let extracted = (self.extractor)(&row)?;
                    Ok((self.mapper)(extracted))
                })
            })
            .into_stream();
        Ok(mapped)
    }
}
pub struct ListModelsStmt(&'static str, Option<tokio_postgres::Statement>);
/// The catalogue with the prices that hold now, best tier first; null prices are unknown ones.
pub fn list_models() -> ListModelsStmt {
    ListModelsStmt(
        "select m.id, m.provider_id as provider, m.display_name, case m.tier when 'gold' then 'top' when 'silver' then 'mid' else 'low' end as tier, p.input_cost_per_1k::float8 as input_cost_per_1k, p.output_cost_per_1k::float8 as output_cost_per_1k, m.max_context_tokens, m.supports_tools, m.supports_streaming, m.supports_structured_output, m.is_active from llm.models m left join llm.current_prices p on p.model_id = m.id order by case m.tier when 'gold' then 1 when 'silver' then 2 else 3 end, m.provider_id, m.id",
        None,
    )
}
impl ListModelsStmt {
    pub async fn prepare<'a, C: GenericClient>(mut self, client: &'a C) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> ListModelsQuery<'c, 'a, 's, C, ListModels, 0> {
        ListModelsQuery {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ListModelsBorrowed, tokio_postgres::Error> {
                Ok(ListModelsBorrowed {
                    id: row.try_get(0)?,
                    provider: row.try_get(1)?,
                    display_name: row.try_get(2)?,
                    tier: row.try_get(3)?,
                    input_cost_per_1k: row.try_get(4)?,
                    output_cost_per_1k: row.try_get(5)?,
                    max_context_tokens: row.try_get(6)?,
                    supports_tools: row.try_get(7)?,
                    supports_streaming: row.try_get(8)?,
                    supports_structured_output: row.try_get(9)?,
                    is_active: row.try_get(10)?,
                })
            },
            mapper: |it| ListModels::from(it),
        }
    }
}
