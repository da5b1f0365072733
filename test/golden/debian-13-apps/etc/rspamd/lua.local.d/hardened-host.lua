-- Managed by hardened-host: edits made here are undone by the next delivery.
rspamd_config:register_symbol({
  name = 'FROM_IS_NOT_LOGIN',
  type = 'prefilter',
  priority = 10,
  callback = function(task)
    local user = task:get_user()
    if not user then return end
    local envelope = task:get_from('smtp')
    local sender = envelope and envelope[1] and envelope[1].addr or ''
    if sender == '' then sender = user end
    local headers = task:get_header_full('From') or {}
    local from = task:get_from('mime') or {}
    if #headers ~= 1 or #from ~= 1 or from[1].addr:lower() ~= sender:lower() then
      task:set_pre_result('reject', 'From: must be the address of the sender')
    end
  end
})
